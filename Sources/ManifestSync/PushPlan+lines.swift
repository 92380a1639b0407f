import FeatureFlags

extension PushPlan {
    /// One request to the gateway.
    enum Write: Sendable {
        case create(ManifestFlag)
        case change(Change)
        case remove(ManifestFlag)

        var key: String {
            switch self {
            case .create(let flag), .remove(let flag): flag.key
            case .change(let change): change.flag.key
            }
        }
    }

    /// What a listing is for.
    enum Listing {
        /// Every difference, field by field.
        case differences
        /// What a push would do.
        case trial(deletes: Bool)
    }

    /// What a push does, in its order.
    func writes(deletes: Bool) -> [Write] {
        created.map(Write.create) + changed.map(Write.change) + (deletes ? extra.map(Write.remove) : [])
    }

    func lines(_ listing: Listing) -> [String] {
        switch listing {
        case .differences:
            created.map { "+ \(Self.summary(of: $0))" }
                + changed.flatMap { change in
                    change.changes.map { "~ \(DisplayText.of(change.flag.key)) \(Self.summary(of: $0))" }
                }
                + extra.map { "- \(Self.summary(of: $0))" }
        case .trial(let deletes):
            writes(deletes: deletes).map { write in
                switch write {
                case .create(let flag): "would create \(Self.summary(of: flag))"
                case .change(let change): "would change \(Self.summary(of: change))"
                case .remove(let flag): "would remove \(DisplayText.of(flag.key))"
                }
            }
        }
    }

    static func summary(of flag: ManifestFlag) -> String {
        "\(DisplayText.of(flag.key)): \(flag.type.rawValue), default \(DisplayText.of(flag.defaultValue))"
    }

    static func summary(of change: Change) -> String {
        "\(DisplayText.of(change.flag.key)): " + change.changes.map(summary(of:)).joined(separator: "; ")
    }

    private static func summary(of change: FieldChange) -> String {
        "\(change.path): \(DisplayText.of(change.old)) → \(DisplayText.of(change.new))"
    }
}

import FeatureFlags
import JSON

/// A change somebody thinks of making, and over how many users of which days it is replayed.
struct AffectedRequest: Sendable {
    enum Change: Sendable, Equatable {
        /// A whole definition, in the place of the flag with this key, or with its own.
        case definition(JSON, key: String?)
        /// Members of the flag with this key.
        case patch(JSON, key: String)
    }

    let change: Change
    let days: Int
    /// The most users that are replayed.
    let limit: Int

    private static let days = 1...90
    private static let limits = 1...50_000

    /// Reads `{"definition":{…},"days":7,"limit":10000}` or `{"key":"…","patch":{…},"days":7,"limit":10000}`.
    init(_ body: JSONObject) throws(Problem) {
        let key = try Self.text("key", in: body)
        switch (try Self.object("definition", in: body), try Self.object("patch", in: body)) {
        case (let definition?, nil): change = .definition(definition, key: key)
        case (nil, let patch?):
            guard let key else {
                throw .invalid("key", rule: "required with patch", "A patch needs the key of the flag it changes.")
            }
            change = .patch(patch, key: key)
        default:
            throw .invalid(
                "definition", rule: "definition or patch", "The body needs either a definition or a patch.")
        }
        days = try Self.integer("days", in: body, Self.days, default: 7)
        limit = try Self.integer("limit", in: body, Self.limits, default: 10_000)
    }

    /// The change, checked as saving it would check it.
    func trial(in flags: FlagSet) throws(FlagStoreError) -> FlagTrial {
        switch change {
        case .definition(let json, let key): try FlagTrial(FlagDraft.requested(json), replacing: key, in: flags)
        case .patch(let json, let key): try FlagTrial(FlagPatch.requested(json), of: key, in: flags)
        }
    }

    private static func text(_ name: String, in body: JSONObject) throws(Problem) -> String? {
        guard let value = body[name], !value.isNull else { return nil }
        guard let text = value.stringValue else {
            throw .invalid(name, rule: "text", "\(name) must be text, got \(value.kind).")
        }
        return text
    }

    private static func object(_ name: String, in body: JSONObject) throws(Problem) -> JSON? {
        guard let value = body[name], !value.isNull else { return nil }
        guard value.objectValue != nil else {
            throw .invalid(name, rule: "an object", "\(name) must be an object, got \(value.kind).")
        }
        return value
    }

    private static func integer(
        _ name: String, in body: JSONObject, _ bounds: ClosedRange<Int>, default fallback: Int
    ) throws(Problem) -> Int {
        guard let value = body[name], !value.isNull else { return fallback }
        guard let number = value.int64Value.flatMap(Int.init(exactly:)), bounds.contains(number) else {
            throw .invalid(
                name, rule: "\(bounds.lowerBound)...\(bounds.upperBound)",
                "\(name) must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound), "
                    + "got \(value.text.prefix(40)).")
        }
        return number
    }
}

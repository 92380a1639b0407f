import JSON

/// What differs between two versions of a flag, field by field.
public struct FlagDiff: Sendable, Hashable {
    public let changes: [FieldChange]

    public init(changes: [FieldChange]) {
        self.changes = changes
    }

    /// Compares two versions of a flag; nil stands for a flag that does not exist yet, or any more.
    ///
    /// What every write changes (version, times, actors) is left out.
    public init(from old: FeatureFlag?, to new: FeatureFlag?) {
        var changes: [FieldChange] = []
        Self.compare(old.map(Self.settings), new.map(Self.settings), path: "", into: &changes)
        self.changes = changes
    }

    private static let bookkeeping = [
        "version", "created_at", "updated_at", "created_by", "last_modified_by", "last_called_at",
    ]

    private static func settings(_ flag: FeatureFlag) -> JSON {
        guard case .object(var members) = flag.json else { return .null }
        for name in bookkeeping { members.removeValue(forKey: name) }
        return .object(members)
    }

    /// Nests as deep as a definition does, which reading bounds.
    private static func compare(_ old: JSON?, _ new: JSON?, path: String, into changes: inout [FieldChange]) {
        guard old != new else { return }
        switch (old, new) {
        case (.object(let left), .object(let right)):
            for name in left.keys.elements + right.keys.filter({ left[$0] == nil }) {
                compare(left[name], right[name], path: path.isEmpty ? name : "\(path).\(name)", into: &changes)
            }
        case (.array(let left), .array(let right)) where !left.isScalarList || !right.isScalarList:
            for index in 0..<max(left.count, right.count) {
                compare(
                    left.indices.contains(index) ? left[index] : nil,
                    right.indices.contains(index) ? right[index] : nil, path: "\(path)[\(index)]", into: &changes)
            }
        case (nil, .object(let members)) where path.isEmpty:
            for (name, value) in members where !value.isEmptySetting { compare(nil, value, path: name, into: &changes) }
        case (.object(let members), nil) where path.isEmpty:
            for (name, value) in members where !value.isEmptySetting { compare(value, nil, path: name, into: &changes) }
        default: changes.append(FieldChange(path: path, old: old, new: new))
        }
    }
}

extension [JSON] {
    /// Whether the list holds plain values only, such as tags, and is told as a whole.
    fileprivate var isScalarList: Bool {
        allSatisfy { value in
            switch value {
            case .array, .object: false
            default: true
            }
        }
    }
}

extension JSON {
    /// Whether a member of a new flag says nothing.
    fileprivate var isEmptySetting: Bool {
        switch self {
        case .null, .bool(false): true
        case .string(let text): text.isEmpty
        case .array(let values): values.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }
}

/// A change of a flag that is tried and not stored: the flag as it is and as it would be.
public struct FlagTrial: Sendable {
    /// The number of a flag that is not stored; a store numbers from 1.
    public static let newFlagID: Int64 = -1

    /// Nil when the flag would be new.
    public let old: FeatureFlag?
    public let new: FeatureFlag

    public var diff: FlagDiff { FlagDiff(from: old, to: new) }

    /// A flag as somebody wants it to be, in the place of the one that has a key.
    /// - Parameters:
    ///   - draft: every member; what it does not name has its default.
    ///   - key: the key the flag is stored under, when the draft gives it another one.
    /// - Throws: what saving it would throw.
    public init(_ draft: FlagDraft, replacing key: String? = nil, in flags: FlagSet) throws(FlagStoreError) {
        let stored = key ?? draft.key
        try self.init(draft, changing: try Self.flag(stored, in: flags), in: flags)
        if old == nil, key != nil { throw .notFound("Flag \(stored)") }
    }

    /// A change of some members of the flag that has a key.
    /// - Throws: what saving it would throw.
    public init(_ patch: FlagPatch, of key: String, in flags: FlagSet) throws(FlagStoreError) {
        guard let old = try Self.flag(key, in: flags) else { throw .notFound("Flag \(key)") }
        let draft: FlagDraft
        do throws(FlagProblem) {
            draft = try patch.applied(to: FlagDraft(old))
        } catch {
            throw .invalid([error])
        }
        try self.init(draft, changing: old, in: flags)
    }

    private init(_ draft: FlagDraft, changing old: FeatureFlag?, in flags: FlagSet) throws(FlagStoreError) {
        let draft = draft.normalized()
        let others = flags.flags.filter { $0.id != old?.id }.map(\.key) + flags.malformed.map(\.key)
        guard !others.contains(draft.key) else { throw .keyTaken(draft.key) }
        let problems = FlagValidator(flags).problems(with: draft, changing: old)
        guard problems.isEmpty else { throw .invalid(problems) }
        self.old = old
        new = draft.applied(to: old ?? FeatureFlag(id: Self.newFlagID, key: draft.key))
    }

    private static func flag(_ key: String, in flags: FlagSet) throws(FlagStoreError) -> FeatureFlag? {
        if let flag = flags.malformed.first(where: { $0.key == key }) {
            throw .refused("flag \(key) cannot be read: \(flag.problem.field): \(flag.problem.detail)")
        }
        return flags[key]
    }
}

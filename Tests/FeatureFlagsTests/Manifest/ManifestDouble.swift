import Analytics
import FeatureFlags
import JSON

/// A manifest held in memory that answers as the routes do, made of nothing but the translation under test.
struct ManifestDouble {
    var settings = ManifestSettings()
    var dialect = ManifestDialect.sync
    private(set) var flags: [FeatureFlag] = []
    private(set) var writes = 0

    init(_ flags: [FeatureFlag] = [], settings: ManifestSettings = ManifestSettings()) {
        self.flags = flags
        self.settings = settings
    }

    var manifest: JSON {
        ManifestAnswer.manifest(
            ManifestFlag.manifest(of: flags, settings: settings), at: Timestamp(seconds: 1_800_000_000)
        ).json(in: dialect)
    }

    subscript(key: String) -> FeatureFlag? {
        flags.first { ManifestKey.manifestKey(of: $0.key) == key }
    }

    mutating func create(_ body: String) throws -> JSON {
        let flag = try ManifestFlag(creating: Array(body.utf8), in: dialect)
        let stored: FeatureFlag
        switch try ManifestCreation(of: flag, existing: self[flag.key], settings: settings) {
        case .create(let draft):
            stored = draft.applied(to: FeatureFlag(id: Int64(flags.count + 1), key: draft.key))
            flags.append(stored)
            writes += 1
        case .repeated(let existing): stored = existing
        }
        return answer(stored)
    }

    mutating func update(_ key: String, _ body: String) throws -> JSON {
        let change = try ManifestChange(updating: key, Array(body.utf8), in: dialect)
        guard let index = flags.firstIndex(where: { ManifestKey.manifestKey(of: $0.key) == key }) else {
            throw ManifestError.notFound(key: key)
        }
        let patch = try change.patch(for: flags[index], settings: settings)
        if patch != FlagPatch() {
            flags[index] = try patch.applied(to: FlagDraft(flags[index])).applied(to: flags[index])
            writes += 1
        }
        return answer(flags[index])
    }

    private func answer(_ flag: FeatureFlag) -> JSON {
        ManifestAnswer.flag(ManifestFlag(flag, settings: settings), updatedAt: Timestamp(seconds: 0)).json(in: dialect)
    }
}

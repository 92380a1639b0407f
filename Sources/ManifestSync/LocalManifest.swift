public import FeatureFlags
public import JSON

/// The manifest file of a checkout.
public struct LocalManifest: Sendable {
    public let path: String
    /// The document as it was read, for what the schema does not name; nil for a file that is not there.
    public let document: JSON?
    public let flags: [ManifestFlag]

    /// Reads the file; one that is not there has no flags.
    /// - Throws: ``SyncFailure/file(_:)`` with a line for every problem: the place in the text, or the field.
    public init(path: String) throws(SyncFailure) {
        self.path = path
        guard let bytes = try FileContents.read(path, maximumBytes: JSONLimits.standard.maximumBytes) else {
            document = nil
            flags = []
            return
        }
        do throws(ManifestError) {
            flags = try ManifestFile(parsing: bytes).flags
        } catch {
            let failure = ManifestFailure(error)
            let details = failure.problems.map { "\($0.field): \($0.message)" }
            throw .file((details.isEmpty ? [failure.detail ?? failure.message] : details).map { "\(path): \($0)" })
        }
        document = try? JSON(parsing: bytes)
    }

    public var exists: Bool { document != nil }

    /// Writes the file anew with these flags, whole or not at all. What else was in it, at its top and in the entries
    /// of flags that stay, stays.
    public func write(_ flags: [ManifestFlag]) throws(SyncFailure) {
        try FileContents.replace(path, with: contents(flags).indented())
    }

    func contents(_ flags: [ManifestFlag]) -> JSON {
        let new = ManifestFile(flags: flags).json
        guard var members = document?.objectValue else { return new }
        let earlier = members["flags"]?.objectValue ?? [:]
        var entries = new["flags"]?.objectValue ?? [:]
        for (key, entry) in entries {
            guard var merged = entry.objectValue, let others = earlier[key]?.objectValue else { continue }
            for (name, value) in others where !["flagType", "defaultValue", "description"].contains(name) {
                merged[name] = value
            }
            entries[key] = .object(merged)
        }
        members["flags"] = .object(entries)
        return .object(members)
    }
}

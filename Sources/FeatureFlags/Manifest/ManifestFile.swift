public import JSON

/// The local manifest file of the OpenFeature CLI: `{"flags":{key:{"flagType","defaultValue","description"}}}`.
///
/// The form is that of the OpenFeature manifest schema, which differs from what the routes send: the type is called
/// `flagType` and there are no names, variants and states (flag systems §4c, "Local manifest file").
public struct ManifestFile: Sendable, Equatable {
    /// What the CLI writes into `$schema`.
    public static let schema =
        "https://raw.githubusercontent.com/open-feature/cli/refs/heads/main/schema/v0/flag-manifest.json"

    public var flags: [ManifestFlag]

    public init(flags: [ManifestFlag]) {
        self.flags = flags
    }

    /// Reads a file; members the schema does not name are ignored and two entries of one key are refused, as the CLI
    /// does.
    /// - Throws: ``ManifestError/malformedBody(_:)``, or ``ManifestError/invalid(_:)`` with every field at fault.
    public init(parsing bytes: [UInt8]) throws(ManifestError) {
        let reading = try ManifestFileReading(bytes)
        let problems = reading.refused.flatMap(\.problems)
        guard problems.isEmpty else { throw .invalid(problems) }
        flags = reading.flags
    }

    /// The file, sorted by key so that two files of the same flags are the same; empty descriptions are left out.
    public var json: JSON {
        var members: JSONObject = [:]
        for flag in flags.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            var entry: JSONObject = ["flagType": .string(flag.type.rawValue), "defaultValue": flag.defaultValue]
            if !flag.description.isEmpty { entry["description"] = .string(flag.description) }
            members[flag.key] = .object(entry)
        }
        return ["$schema": .string(Self.schema), "flags": .object(members)]
    }
}

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

    /// Reads a file; members the schema does not name are ignored, as the CLI does.
    /// - Throws: ``ManifestError/malformedBody(_:)``, or ``ManifestError/invalid(_:)`` with every field at fault.
    public init(parsing bytes: [UInt8]) throws(ManifestError) {
        var body = try ManifestBody(bytes)
        flags = []
        let value = body.take("flags")
        if value?.objectValue == nil { body.mismatch("flags", "an object", value) }
        for (key, value) in value?.objectValue ?? [:] {
            if let flag = body.fileFlag(key, value) { flags.append(flag) }
        }
        try body.check()
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

extension ManifestFlag {
    /// Whether two flags are the same to the OpenFeature CLI: type, default and description (flag systems §4c, trap 1).
    public func isSameInFile(as other: ManifestFlag) -> Bool {
        type == other.type && description.utf8.elementsEqual(other.description.utf8)
            && defaultValue.isSame(as: other.defaultValue)
    }
}

extension ManifestBody {
    /// One entry of the file.
    fileprivate mutating func fileFlag(_ key: String, _ value: JSON) -> ManifestFlag? {
        let path = "flags.\(key)"
        do throws(ManifestProblem) {
            _ = try ManifestKey.stored(for: key)
        } catch {
            add(path, error.code, error.message)
            return nil
        }
        guard let entry = value.objectValue else {
            mismatch(path, "an object", value)
            return nil
        }
        guard let type = entry["flagType"]?.stringValue.flatMap(ManifestType.init) else {
            let allowed = ManifestType.allCases.map(\.rawValue).joined(separator: ", ")
            add("\(path).flagType", .invalidValue, "It must be one of \(allowed).")
            return nil
        }
        guard let content = entry["defaultValue"], let defaultValue = type.normalized(content) else {
            mismatch("\(path).defaultValue", type.rule, entry["defaultValue"])
            return nil
        }
        let description = entry["description"] ?? ""
        guard let text = description.stringValue else {
            mismatch("\(path).description", "a string", description)
            return nil
        }
        return ManifestFlag(key: key, description: text, type: type, defaultValue: defaultValue)
    }
}

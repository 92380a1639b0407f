public import JSON

/// A manifest file entry by entry: those that can be read, and what is wrong with the others.
public struct ManifestFileReading: Sendable, Equatable {
    /// An entry that breaks a rule.
    public struct RefusedEntry: Sendable, Equatable {
        public let key: String
        /// Each with the path of its field in the file; never empty.
        public let problems: [ManifestProblem]
    }

    public private(set) var flags: [ManifestFlag] = []
    public private(set) var refused: [RefusedEntry] = []

    /// How a file may be written: a person who gave a flag twice would not notice which one counts.
    public static let limits = JSONLimits(refusesEqualNames: true)

    /// - Throws: ``ManifestError/malformedBody(_:)`` for anything but a JSON object, ``ManifestError/invalid(_:)`` when
    ///   `flags` is no object.
    public init(_ bytes: [UInt8]) throws(ManifestError) {
        var body = try ManifestBody(bytes, limits: Self.limits)
        let value = body.take("flags")
        guard let entries = value?.objectValue else {
            body.mismatch("flags", "an object", value)
            throw .invalid(body.problems)
        }
        for (key, value) in entries {
            let before = body.problems.count
            if let flag = body.fileFlag(key, value) {
                flags.append(flag)
            } else {
                refused.append(RefusedEntry(key: key, problems: Array(body.problems[before...])))
            }
        }
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

import Analytics
import JSON

/// Reads the members of a request body and gathers everything that is wrong with it.
struct ManifestBody {
    private(set) var members: JSONObject
    private(set) var problems: [ManifestProblem] = []

    /// - Throws: ``ManifestError/malformedBody(_:)`` when the body is no JSON object.
    init(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(ManifestError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: bytes, limits: limits)
        } catch {
            throw .malformedBody("\(error.description.capitalizedFirst).")
        }
        guard let members = json.objectValue else {
            throw .malformedBody("The body must be an object, got \(json.article).")
        }
        self.members = members
    }

    mutating func add(_ field: String, _ code: ManifestProblem.Code, _ message: String) {
        problems.append(ManifestProblem(field, code, message))
    }

    mutating func add(_ problem: ManifestProblem) {
        problems.append(problem)
    }

    /// Stops here when anything is wrong so far.
    func check() throws(ManifestError) {
        if !problems.isEmpty { throw .invalid(problems) }
    }

    /// Takes a member out; nil when it is absent.
    mutating func take(_ name: String) -> JSON? {
        members.removeValue(forKey: name)
    }

    mutating func mismatch(_ field: String, _ expected: String, _ value: JSON?) {
        let found = value.map { "got \($0.article)" } ?? "but it is missing"
        add(field, .invalidType, "It must be \(expected), \(found).")
    }

    mutating func text(_ name: String) -> String? {
        guard let value = take(name) else { return nil }
        guard let text = value.stringValue else {
            mismatch(name, "a string", value)
            return nil
        }
        return text
    }

    mutating func requiredText(_ name: String) -> String? {
        guard members[name] != nil else {
            mismatch(name, "a string", nil)
            return nil
        }
        return text(name)
    }

    /// Text that may be `null` to clear it: nil when absent, empty for `null`.
    mutating func clearableText(_ name: String) -> String? {
        if members[name]?.isNull == true {
            _ = take(name)
            return ""
        }
        return text(name)
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, isRequired: Bool = false
    ) -> Choice? where Choice.RawValue == String {
        guard let text = isRequired ? requiredText(name) : text(name) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        add(name, .invalidValue, "It must be one of \(allowed), got \(text).")
        return nil
    }

    /// Refuses what is left, where a contract closes its bodies (`additionalProperties: false`).
    mutating func refuseRest() {
        for name in members.keys { add(name, .unrecognizedKeys, "The field is not known here.") }
        members = [:]
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

import Analytics
import JSON

/// Takes the known members out of a JSON object, checking their kinds; what is left is unknown.
///
/// An absent member and `null` are the same. Every problem names the full path of the member.
struct MemberReader {
    private(set) var members: JSONObject
    let path: String

    init(_ json: JSON, path: String) throws(FlagProblem) {
        guard let members = json.objectValue else {
            throw FlagProblem(
                field: path.isEmpty ? "body" : path, rule: "object",
                detail: "must be an object, got \(json.article)")
        }
        self.members = members
        self.path = path
    }

    /// The full path of a member.
    func path(of name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    /// Whether the member is there, even as `null`.
    func has(_ name: String) -> Bool {
        members[name] != nil
    }

    /// A problem with the kind of a member.
    func mismatch(_ name: String, expected: String, got value: JSON) -> FlagProblem {
        FlagProblem(
            field: path(of: name), rule: expected, detail: "must be \(Self.article(expected)), got \(value.article)")
    }

    mutating func value(_ name: String) -> JSON? {
        guard let value = members.removeValue(forKey: name), !value.isNull else { return nil }
        return value
    }

    mutating func text(_ name: String) throws(FlagProblem) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.stringValue else { throw mismatch(name, expected: "string", got: value) }
        return text
    }

    /// Text, or a number that becomes its text.
    mutating func textOrNumber(_ name: String) throws(FlagProblem) -> String? {
        guard let value = value(name) else { return nil }
        switch value {
        case .string(let text): return text
        case .integer, .double: return value.text
        default: throw mismatch(name, expected: "string", got: value)
        }
    }

    mutating func bool(_ name: String) throws(FlagProblem) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let bool = value.boolValue else { throw mismatch(name, expected: "boolean", got: value) }
        return bool
    }

    mutating func integer(_ name: String) throws(FlagProblem) -> Int64? {
        guard let value = value(name) else { return nil }
        if let integer = value.int64Value { return integer }
        if let double = value.doubleValue, let integer = Int64(exactly: double) { return integer }
        throw mismatch(name, expected: "integer", got: value)
    }

    mutating func number(_ name: String) throws(FlagProblem) -> Double? {
        guard let value = value(name) else { return nil }
        guard let number = value.doubleValue else { throw mismatch(name, expected: "number", got: value) }
        return number
    }

    /// The index of a group type.
    mutating func groupTypeIndex(_ name: String) throws(FlagProblem) -> Int? {
        guard let index = try integer(name) else { return nil }
        guard let index = Int(exactly: index), (0...1_000).contains(index) else {
            throw FlagProblem(field: path(of: name), rule: "0...4", detail: "must be the index of a group type")
        }
        return index
    }

    mutating func time(_ name: String) throws(FlagProblem) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let time = PropertyDate.absolute(text, in: .utc) else {
            throw FlagProblem(
                field: path(of: name), rule: "date-time", detail: "must be a time such as 2026-11-20T10:00:00Z")
        }
        return time
    }

    mutating func texts(_ name: String) throws(FlagProblem) -> [String]? {
        guard let values = try array(name) else { return nil }
        var texts: [String] = []
        for (index, value) in values.enumerated() {
            guard let text = value.stringValue else {
                throw mismatch("\(name)[\(index)]", expected: "string", got: value)
            }
            texts.append(text)
        }
        return texts
    }

    mutating func array(_ name: String) throws(FlagProblem) -> [JSON]? {
        guard let value = value(name) else { return nil }
        guard let array = value.arrayValue else { throw mismatch(name, expected: "array", got: value) }
        return array
    }

    /// The elements of an array, each read by a closure that gets its path.
    mutating func list<Element>(
        _ name: String, _ read: (JSON, String) throws(FlagProblem) -> Element
    ) throws(FlagProblem) -> [Element] {
        var elements: [Element] = []
        for (index, value) in (try array(name) ?? []).enumerated() {
            elements.append(try read(value, "\(path(of: name))[\(index)]"))
        }
        return elements
    }

    private static func article(_ kind: String) -> String {
        kind.first.map { "aeiou".contains($0) } == true ? "an \(kind)" : "a \(kind)"
    }
}

extension JSON {
    /// What kind of value this is, with its article, for messages.
    var article: String {
        switch self {
        case .null: "null"
        case .array, .object: "an \(kind)"
        default: "a \(kind)"
        }
    }

    /// A number without a needless fraction: 50.0 becomes `50`, as PostHog writes percentages.
    init(percentage: Double) {
        if let integer = Int64(exactly: percentage) { self = .integer(integer) } else { self = .double(percentage) }
    }

    /// Text, or null.
    init(optional text: String?) {
        if let text { self = .string(text) } else { self = .null }
    }

    /// An index, or null.
    init(optional index: Int?) {
        if let index { self = .integer(Int64(index)) } else { self = .null }
    }
}

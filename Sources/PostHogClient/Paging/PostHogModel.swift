public import JSON

/// Something PostHog answers with: the fields that matter by name, and all of them as PostHog sent them.
///
/// Fields that are missing or of another type are nil or empty; only what identifies the thing is required.
public protocol PostHogModel: Sendable {
    /// Everything PostHog sent, known to this client or not.
    var json: JSON { get }
    /// Throws `malformed` when the value is no object or lacks what identifies it.
    init(json: JSON) throws(PostHogError)
}

extension PostHogModel {
    static func missing(_ field: String, in json: JSON) -> PostHogError {
        let found = json.objectValue == nil ? "a JSON \(json.kind)" : "an object without a usable \(field)"
        return PostHogError(.malformed, status: 200, detail: "the answer holds \(found) in place of a \(Self.self)")
    }
}

extension JSON {
    /// The text of a string, and of a number as well: identifiers are either.
    var identifier: String? {
        switch self {
        case .string(let text): text.isEmpty ? nil : text
        case .integer(let number): String(number)
        default: nil
        }
    }

    /// The strings of an array; other elements are left out.
    var strings: [String] { arrayValue?.compactMap(\.stringValue) ?? [] }
}

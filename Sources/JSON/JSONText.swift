/// JSON text already known to be valid (for example read from a store), written without being parsed.
public struct JSONText: Sendable, Hashable {
    public let text: String

    /// Takes text that its producer has already checked.
    public init(validated text: String) {
        self.text = text
    }

    /// The text of a value.
    public init(_ value: JSON) {
        text = value.text
    }

    /// The value of the text; `null` should the text be no valid JSON after all.
    public func parsed() -> JSON {
        (try? JSON(parsing: text)) ?? .null
    }
}

extension JSONText: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.value(self)
    }
}

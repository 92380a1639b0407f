/// A value that knows how to write itself as exactly one JSON value.
///
/// Optional values are written as `null` when absent, arrays as arrays.
public protocol JSONWritable {
    /// Writes one value; writing none leaves `null`, writing more than one keeps the first.
    func write(to json: inout JSONWriter)
}

extension String: JSONWritable {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

extension Bool: JSONWritable {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

extension Int: JSONWritable {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

extension Int64: JSONWritable {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

extension Double: JSONWritable {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

extension JSON: JSONWritable {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .some(let value): value.write(to: &json)
        case .none: json.null()
        }
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.array(self) { json, element in element.write(to: &json) }
    }
}

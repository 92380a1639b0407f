extension JSON {
    /// Parses one JSON document as RFC 8259 defines it, and nothing else.
    ///
    /// Refused: a byte order mark, comments, trailing commas, bytes after the document, invalid UTF-8, numbers beyond
    /// the range of a double, and equal keys where the limits say so; lenient limits take a little more. Of equal keys
    /// otherwise the last value wins and keeps the position of the first. An escaped surrogate without its other half
    /// becomes U+FFFD. The depth of nesting, the size and the number of values are bounded by `limits`, so no input can
    /// exhaust the stack.
    public init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) -> JSON in
            try JSON(parsing: buffer, limits: limits)
        }
    }

    /// Parses one JSON document held as text; the rules are those of the byte form.
    public init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
        var text = text
        // String.withUTF8 does not carry typed errors.
        let result = text.withUTF8 { (buffer) -> Result<JSON, JSONError> in
            do throws(JSONError) {
                return .success(try JSON(parsing: buffer, limits: limits))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// Parses one JSON document from borrowed memory; the rules are those of the array form.
    public init(parsing bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = .standard) throws(JSONError) {
        var parser = JSONParser(bytes, limits: limits)
        do throws(JSONError) {
            self = try parser.parseDocument()
        } catch {
            throw error.located(in: bytes)
        }
    }
}

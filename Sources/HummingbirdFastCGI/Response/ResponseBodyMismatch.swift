/// A response body that is shorter or longer than its Content-Length.
struct ResponseBodyMismatch: Error, CustomStringConvertible {
    var declared: Int
    var written: Int

    var description: String { "Content-Length is \(declared), but the body has \(written) bytes" }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file of the data directory could not be used.
struct LocalFileError: Error, CustomStringConvertible {
    /// One sentence for the log; names the file, never what it holds.
    let description: String

    init(_ description: String) {
        self.description = description
    }

    init(_ action: String, _ path: String, code: Int32) {
        description = "\(path) cannot be \(action): \(strerror(code).map { String(cString: $0) } ?? "error \(code)")"
    }
}

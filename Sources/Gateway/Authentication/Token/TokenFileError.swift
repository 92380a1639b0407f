import Glibc

/// Why the file of generated tokens cannot be used; names the path and the remedy, never a token.
enum TokenFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A system call failed.
    case failed(operation: String, path: String, code: Int32)
    /// Others than the owner may read or write it.
    case exposed(path: String, mode: UInt32)
    /// A line is not `NAME=value`.
    case malformed(path: String, line: Int)

    var description: String {
        switch self {
        case .failed(let operation, let path, let code):
            "cannot \(operation) \(path): \(String(cString: strerror(code)))"
        case .exposed(let path, let mode):
            "\(path) holds tokens and may be used by others (mode \(String(mode, radix: 8))); allowed: mode 600"
        case .malformed(let path, let line):
            "line \(line) of \(path) is not NAME=value; correct it, or remove the file to generate new tokens"
        }
    }
}

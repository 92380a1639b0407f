/// An error of the transport: what was attempted, what failed, and the number the system or libfcgi gave for it.
public struct FastCGIError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, for programs.
    public let code: Code

    /// What went wrong, for people: names the thing at fault and the rule.
    public let message: String

    /// `errno` at the moment of the failure, when the system refused something.
    public let systemError: Int32?

    /// The code of libfcgi (`FCGX_PROTOCOL_ERROR` is -3, `FCGX_PARAMS_ERROR` -4), when the library refused something.
    public let libraryError: Int32?

    public init(_ code: Code, _ message: String, systemError: Int32? = nil, libraryError: Int32? = nil) {
        self.code = code
        self.message = message
        self.systemError = systemError
        self.libraryError = libraryError
    }

    public var description: String {
        var text = message
        if let systemError {
            text += ": \(SystemCall.describe(systemError)) (errno \(systemError))"
        }
        if let libraryError {
            text += " (libfcgi code \(libraryError))"
        }
        return text
    }
}

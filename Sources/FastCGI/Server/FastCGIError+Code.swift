extension FastCGIError {
    /// The kinds of failure. New ones may be added, so a `switch` needs a default.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String {
            case addressInUse, invalidAddress, pathTooLong, notASocket, permissionDenied, unknownGroup
            case systemCall, library, alreadyRunning
            case bodyTooLarge, bodyLengthMismatch, invalidContentLength
            case timedOut, peerClosed, protocolViolation, deadlineExceeded
            case alreadyResponded, invalidResponse, exchangeFinished
        }

        private let name: Name

        public var description: String { name.rawValue }

        /// Another process answers on the address.
        public static var addressInUse: Self { Self(name: .addressInUse) }
        /// The host, port or descriptor cannot be listened on.
        public static var invalidAddress: Self { Self(name: .invalidAddress) }
        /// A unix socket path does not fit the 107 bytes the system has for it.
        public static var pathTooLong: Self { Self(name: .pathTooLong) }
        /// The path exists and is no socket, so it is left alone; or an inherited descriptor does not listen.
        public static var notASocket: Self { Self(name: .notASocket) }
        /// The system denied access to the address.
        public static var permissionDenied: Self { Self(name: .permissionDenied) }
        /// The group for the socket does not exist.
        public static var unknownGroup: Self { Self(name: .unknownGroup) }
        /// Any other refusal by the system; see ``FastCGIError/systemError``.
        public static var systemCall: Self { Self(name: .systemCall) }
        /// Any other refusal by libfcgi; see ``FastCGIError/libraryError``.
        public static var library: Self { Self(name: .library) }
        /// The server was run before.
        public static var alreadyRunning: Self { Self(name: .alreadyRunning) }

        /// The body is larger than the limit: 413.
        public static var bodyTooLarge: Self { Self(name: .bodyTooLarge) }
        /// The body has fewer or more bytes than CONTENT_LENGTH says: 400.
        public static var bodyLengthMismatch: Self { Self(name: .bodyLengthMismatch) }
        /// CONTENT_LENGTH is not a decimal number, or was given twice with different values: 400.
        public static var invalidContentLength: Self { Self(name: .invalidContentLength) }
        /// The peer sent or took nothing for `ioTimeout`: 408 while nothing was sent.
        public static var timedOut: Self { Self(name: .timedOut) }
        /// The peer closed the connection.
        public static var peerClosed: Self { Self(name: .peerClosed) }
        /// The peer sent records that do not fit the protocol (ABORT_REQUEST included).
        public static var protocolViolation: Self { Self(name: .protocolViolation) }
        /// The request took longer than `requestDeadline`: 504.
        public static var deadlineExceeded: Self { Self(name: .deadlineExceeded) }

        /// A response was sent already, or a head was sent twice.
        public static var alreadyResponded: Self { Self(name: .alreadyResponded) }
        /// A status, header name or header value that must not go out.
        public static var invalidResponse: Self { Self(name: .invalidResponse) }
        /// The exchange was used after its handler returned.
        public static var exchangeFinished: Self { Self(name: .exchangeFinished) }
    }
}

extension FastCGIError {
    /// The HTTP status that tells a client about this error: 408, 413, 400 or 504; 500 when the fault is not the client's.
    public var suggestedStatus: Int {
        switch code {
        case .bodyTooLarge: 413
        case .timedOut: 408
        case .deadlineExceeded: 504
        case .bodyLengthMismatch, .invalidContentLength, .protocolViolation, .peerClosed: 400
        default: 500
        }
    }
}

internal import Glibc

extension ListenAddress {
    /// The socket this process was started with: systemd's `LISTEN_FDS`, or descriptor 0 when it listens; else nil.
    ///
    /// `LISTEN_FDS` counts only when `LISTEN_PID` names this process, as systemd's sd_listen_fds(3) requires: the
    /// variables may have been inherited through another program.
    public static func inherited(from environment: [String: String]) -> ListenAddress? {
        if let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), count >= 1,
            environment["LISTEN_PID"].flatMap({ Int32($0) }) == getpid()
        {
            return .inherited(descriptor: 3)
        }
        return isListening(descriptor: 0) ? .inherited(descriptor: 0) : nil
    }

    /// Whether a descriptor is a socket in the listening state: not a pipe, `/dev/null` or a connection.
    public static func isListening(descriptor: Int32) -> Bool {
        var listening: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 else { return false }
        return listening != 0
    }
}

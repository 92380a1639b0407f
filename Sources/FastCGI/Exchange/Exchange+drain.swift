extension Exchange {
    /// Whether reading the rest of the body before answering costs nothing worth mentioning: it fits libfcgi's buffer.
    func unreadBodyIsSmall(_ state: State) -> Bool {
        switch declaredLength {
        case .bytes(let count): state.isBodyAtEnd || count - state.received <= 8192
        case .none: true
        case .invalid: state.isBodyAtEnd
        }
    }

    /// Reads the rest of the body away, so that the next request on the connection starts at a record boundary.
    ///
    /// Bounded by the body limit in bytes, and by `ioTimeout` per read and over all in time; beyond that the
    /// connection is closed instead.
    func drain(_ state: inout State) {
        guard !state.isBodyAtEnd, !state.mustClose, let channel = state.channel else { return }
        var left = max(limits.body, 65_536)
        if let contentLength, contentLength - state.received > left {
            state.mustClose = true
            return
        }
        var stopAt: ContinuousClock.Instant?
        withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 8) { space in
            // Whatever the failure is, what comes next would not be the start of a request.
            while let count = try? channel.readBody(into: space) {
                if count == 0 {
                    state.isBodyAtEnd = true
                    return
                }
                let now = ContinuousClock.now
                left -= count
                if left < 0 || now > stopAt ?? now { break }
                if stopAt == nil { stopAt = now.advanced(by: limits.stall) }
            }
            state.mustClose = true
        }
    }
}

internal import Synchronization

extension Exchange {
    /// Sends a whole response; one write when head and body fit the configured buffer.
    ///
    /// `Content-Length` is added unless the caller gave one, or the status (1xx, 204, 304) or method (HEAD) has none.
    /// - Throws: `invalidResponse` (nothing was sent), `alreadyResponded`, `timedOut`, `peerClosed`, `exchangeFinished`.
    public func respond(
        status: Int, reason: String, headers: [(name: String, value: String)], body: [UInt8]
    ) throws(FastCGIError) {
        // Array.withUnsafeBytes does not carry typed errors.
        let result = body.withUnsafeBytes { bytes -> Result<Void, FastCGIError> in
            do throws(FastCGIError) {
                return .success(try respond(status: status, reason: reason, headers: headers, body: bytes))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Sends a whole response whose body is borrowed memory; the rules are those of the array form.
    public func respond(
        status: Int, reason: String, headers: [(name: String, value: String)], body: UnsafeRawBufferPointer
    ) throws(FastCGIError) {
        let length = ResponseHead.needsLength(status: status, headers: headers) && !isHeadRequest ? body.count : nil
        let head = try ResponseHead(status: status, reason: reason, headers: headers, contentLength: length)
        try state.withLock { state throws(FastCGIError) in
            let channel = try beginResponse(&state, as: .answered)
            // A large unread body is drained after the response went out, so that the client is not kept waiting.
            let drainsFirst = unreadBodyIsSmall(state)
            if drainsFirst { drain(&state) }
            head.append(to: channel)
            var problem: FastCGIError?
            do throws(FastCGIError) {
                try send(body, on: channel)
                if !drainsFirst { try channel.flush() }
            } catch { problem = error }
            if let problem { throw state.fail(problem, closing: true) }
            try end(&state, channel)
        }
    }

    /// Begins a streamed response; the body follows with `sendBody`, and ends when the handler returns.
    ///
    /// When the deadline passes or a send fails in between, the connection is closed without an end, so that the web
    /// server does not take the part for the whole.
    /// - Throws: as ``respond(status:reason:headers:body:)``.
    public func sendHead(
        status: Int, reason: String, headers: [(name: String, value: String)]
    ) throws(FastCGIError) {
        let head = try ResponseHead(status: status, reason: reason, headers: headers, contentLength: nil)
        try state.withLock { state throws(FastCGIError) in
            head.append(to: try beginResponse(&state, as: .streaming))
        }
    }

    /// Sends more of the body. Small pieces are collected up to the configured buffer; ``flush()`` sends them earlier.
    /// - Throws: `invalidResponse` before ``sendHead(status:reason:headers:)``, `alreadyResponded` after a whole
    ///   response, `timedOut`, `peerClosed`, `exchangeFinished`.
    public func sendBody(_ bytes: some Collection<UInt8>) throws(FastCGIError) {
        var problem: FastCGIError?
        let done: Void? = bytes.withContiguousStorageIfAvailable { storage in
            do throws(FastCGIError) {
                try sendBody(UnsafeRawBufferPointer(storage))
            } catch { problem = error }
        }
        if done == nil {
            Array(bytes).withUnsafeBytes { storage in
                do throws(FastCGIError) {
                    try sendBody(storage)
                } catch { problem = error }
            }
        }
        if let problem { throw problem }
    }

    /// As ``sendBody(_:)-(Collection<UInt8>)``, without a detour through a collection.
    public func sendBody(_ bytes: UnsafeRawBufferPointer) throws(FastCGIError) {
        try state.withLock { state throws(FastCGIError) in
            let channel = try streamingChannel(state)
            do throws(FastCGIError) {
                try send(bytes, on: channel)
            } catch {
                throw state.fail(error, closing: true)
            }
        }
    }

    /// Sends what was collected of a streamed response.
    /// - Throws: as ``sendBody(_:)-(Collection<UInt8>)``.
    public func flush() throws(FastCGIError) {
        try state.withLock { state throws(FastCGIError) in
            let channel = try streamingChannel(state)
            do throws(FastCGIError) {
                try channel.flush()
            } catch {
                throw state.fail(error, closing: true)
            }
        }
    }

    func end(_ state: inout State, _ channel: any ExchangeChannel) throws(FastCGIError) {
        state.phase = .answered
        drain(&state)
        do throws(FastCGIError) {
            try channel.end()
        } catch {
            throw state.fail(error, closing: true)
        }
    }

    private func send(_ bytes: UnsafeRawBufferPointer, on channel: any ExchangeChannel) throws(FastCGIError) {
        if channel.pendingBytes + bytes.count <= limits.response {
            channel.append(bytes)
        } else {
            try channel.stream(bytes)
        }
    }

    private func beginResponse(_ state: inout State, as phase: Phase) throws(FastCGIError) -> any ExchangeChannel {
        let channel = try state.openChannel()
        guard state.phase == .waiting else {
            throw FastCGIError(.alreadyResponded, "a response was sent already")
        }
        state.phase = phase
        return channel
    }

    private func streamingChannel(_ state: State) throws(FastCGIError) -> any ExchangeChannel {
        let channel = try state.openChannel()
        switch state.phase {
        case .streaming: return channel
        case .waiting: throw FastCGIError(.invalidResponse, "the head must be sent before the body")
        case .answered: throw FastCGIError(.alreadyResponded, "the response is complete already")
        }
    }

    private var isHeadRequest: Bool { parameters["REQUEST_METHOD"] == "HEAD" }
}

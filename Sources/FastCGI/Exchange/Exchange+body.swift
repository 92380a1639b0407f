internal import Synchronization

extension Exchange {
    /// Reads the whole body (what is left of it) and checks it against CONTENT_LENGTH and the limit.
    ///
    /// A body that ends early must not be acted on (FastCGI specification §6.2), hence the error.
    /// - Throws: `invalidContentLength`, `bodyTooLarge`, `bodyLengthMismatch`, `timedOut`, `peerClosed`,
    ///   `protocolViolation`, `deadlineExceeded`, `exchangeFinished`.
    public func readBody() throws(FastCGIError) -> [UInt8] {
        try state.withLock { state throws(FastCGIError) in
            try checkDeclaredLength(&state)
            var body: [UInt8] = []
            if let contentLength {
                var problem: FastCGIError?
                body = [UInt8](unsafeUninitializedCapacity: contentLength - state.received) { space, used in
                    do throws(FastCGIError) {
                        while used < space.count {
                            let rest = UnsafeMutableRawBufferPointer(
                                rebasing: UnsafeMutableRawBufferPointer(space)[used...])
                            let count = try readSome(into: rest, &state)
                            if count == 0 { break }
                            used += count
                        }
                    } catch { problem = error }
                }
                if let problem { throw problem }
                try readEnd(&state)
            } else {
                while let chunk = try readChunk(upTo: 64 * 1024, &state) {
                    body.append(contentsOf: chunk)
                }
            }
            return body
        }
    }

    /// Reads up to `limit` bytes more of the body (as many as are there, at least one); nil at its end.
    ///
    /// The end is checked as in ``readBody()``, so nil means that the body was complete.
    /// - Throws: the errors of ``readBody()``.
    public func readBodyChunk(upTo limit: Int) throws(FastCGIError) -> [UInt8]? {
        try state.withLock { state throws(FastCGIError) in
            try checkDeclaredLength(&state)
            return try readChunk(upTo: limit, &state)
        }
    }

    private func readChunk(upTo limit: Int, _ state: inout State) throws(FastCGIError) -> [UInt8]? {
        var room = min(max(limit, 1), 64 * 1024)
        if let contentLength {
            room = min(room, contentLength - state.received)
            if room == 0 {
                try readEnd(&state)
                return nil
            }
        }
        var problem: FastCGIError?
        let chunk = [UInt8](unsafeUninitializedCapacity: room) { space, used in
            do throws(FastCGIError) {
                used = try readSome(into: UnsafeMutableRawBufferPointer(space), &state)
            } catch { problem = error }
        }
        if let problem { throw problem }
        if chunk.isEmpty {
            try readEnd(&state)
            return nil
        }
        return chunk
    }

    private func checkDeclaredLength(_ state: inout State) throws(FastCGIError) {
        if let failure = state.failure { throw failure }
        switch declaredLength {
        case .invalid(let rule):
            throw state.fail(FastCGIError(.invalidContentLength, rule), closing: false)
        case .bytes(let count) where count > limits.body:
            throw state.fail(tooLarge("CONTENT_LENGTH is \(count) bytes"), closing: false)
        case .bytes, .none: break
        }
    }

    /// One read. Counts, and turns every reason to stop into an error that stays with the exchange.
    private func readSome(
        into space: UnsafeMutableRawBufferPointer, _ state: inout State
    ) throws(FastCGIError) -> Int {
        let channel = try state.openChannel()
        if state.isBodyAtEnd { return 0 }
        if expiredStatus != nil {
            throw state.fail(FastCGIError(.deadlineExceeded, "the request's deadline passed"), closing: true)
        }
        let count: Int
        do throws(FastCGIError) {
            count = try channel.readBody(into: space)
        } catch {
            throw state.fail(error, closing: true)
        }
        if count == 0 { state.isBodyAtEnd = true }
        state.received += count
        if contentLength == nil, state.received > limits.body {
            throw state.fail(
                tooLarge("the body has no CONTENT_LENGTH and more than \(limits.body) bytes"), closing: false)
        }
        return count
    }

    /// After the last byte: the stream must end here, neither earlier nor later than CONTENT_LENGTH says.
    private func readEnd(_ state: inout State) throws(FastCGIError) {
        guard let contentLength else { return }
        if state.received == contentLength, !state.isBodyAtEnd {
            var probe: UInt8 = 0
            var problem: FastCGIError?
            withUnsafeMutableBytes(of: &probe) { space in
                do throws(FastCGIError) {
                    _ = try readSome(into: space, &state)
                } catch { problem = error }
            }
            if let problem { throw problem }
        }
        guard state.received == contentLength else {
            let received = state.received > contentLength ? "more" : "only \(state.received)"
            throw state.fail(
                FastCGIError(.bodyLengthMismatch, "CONTENT_LENGTH is \(contentLength) bytes, but \(received) came"),
                closing: false)
        }
    }

    private func tooLarge(_ what: String) -> FastCGIError {
        FastCGIError(.bodyTooLarge, "\(what); at most \(limits.body) are accepted")
    }
}

internal import Synchronization

extension Exchange {
    /// Ends the exchange after its handler returned: completes the response, or sends the one that is missing.
    func finish() -> Outcome {
        state.withLock { state in
            if let channel = state.channel {
                switch state.phase {
                case .waiting:
                    let status = expiredStatus ?? state.failure?.suggestedStatus ?? 500
                    state.phase = .answered
                    drain(&state)
                    FallbackResponse(status: status).append(to: channel)
                    // A failure to send is in the state, and so in the outcome; here and below.
                    try? end(&state, channel)
                case .streaming:
                    // A broken or interrupted stream must not look complete, so it gets no END_REQUEST.
                    if expiredStatus != nil || (state.mustClose && state.failure != nil) {
                        state.mustClose = true
                    } else {
                        try? end(&state, channel)
                    }
                case .answered: break
                }
            }
            state.channel = nil
            return Outcome(
                failure: state.failure, received: state.received, mustClose: state.mustClose,
                hasUnreadInput: !state.isBodyAtEnd)
        }
    }

    /// Breaks off a response that cannot be completed: the connection is closed without the end of the request, so that
    /// the web server does not take the part for the whole.
    public func abandon() {
        state.withLock { state in
            guard state.phase == .streaming else { return }
            _ = state.fail(FastCGIError(.invalidResponse, "the handler broke the response off"), closing: true)
        }
    }

    /// Answers in the place of a handler that is still busy; false when the handler is inside a call of the exchange.
    ///
    /// Nothing is sent when a response was begun. The connection is not used again, as the handler still holds it.
    func answerInPlaceOfHandler(status: Int) -> Bool {
        let done: Void? = state.withLockIfAvailable { state in
            guard state.phase == .waiting, let channel = state.channel else { return }
            state.phase = .answered
            _ = state.fail(FastCGIError(.deadlineExceeded, "the request's deadline passed"), closing: true)
            FallbackResponse(status: status).append(to: channel)
            channel.endAtOnce()
        }
        return done != nil
    }
}

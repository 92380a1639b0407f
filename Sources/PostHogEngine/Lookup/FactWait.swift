import Synchronization

/// One caller that waits for a fact, for a bounded time.
final class FactWait: Sendable {
    enum Answer: Sendable {
        case fetched
        case failed
        case tooLate
    }

    private struct State {
        var answer: Answer?
        var continuation: CheckedContinuation<Answer, Never>?
    }

    private let state = Mutex(State())

    func answer(within patience: Duration) async -> Answer {
        let timer = Task {
            try? await Task.sleep(for: patience)
            resolve(.tooLate)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Answer? in
                if state.answer == nil { state.continuation = continuation }
                return state.answer
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// The first answer counts.
    func resolve(_ answer: Answer) {
        let continuation = state.withLock { state -> CheckedContinuation<Answer, Never>? in
            guard state.answer == nil else { return nil }
            state.answer = answer
            return state.continuation.take()
        }
        continuation?.resume(returning: answer)
    }
}

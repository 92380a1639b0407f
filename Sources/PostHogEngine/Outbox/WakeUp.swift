import Synchronization

/// Lets one task wait until another has something for it; a call that comes before the waiting is not lost.
final class WakeUp: Sendable {
    private struct State {
        var isPending = false
        var waiting: CheckedContinuation<Void, Never>?
        /// Tells the waits apart, so that a late timer wakes no later one.
        var number = 0
        /// The latest wait whose time is up, which may be before it has begun.
        var ended = 0
    }

    private let state = Mutex(State())

    func wake() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let waiting = state.waiting else {
                state.isPending = true
                return nil
            }
            state.waiting = nil
            return waiting
        }
        waiting?.resume()
    }

    /// Waits for ``wake()``, at most some time; ends at once when the task is cancelled.
    func wait(atMost limit: Duration) async {
        let number = state.withLock { state in
            state.number &+= 1
            return state.number
        }
        let timer = Task {
            try? await Task.sleep(for: limit)
            end(number)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state -> Bool in
                    guard !state.isPending, state.ended != number, !Task.isCancelled else {
                        state.isPending = false
                        return false
                    }
                    state.waiting = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            end(number)
        }
        timer.cancel()
    }

    private func end(_ number: Int) {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.number == number else { return nil }
            state.ended = number
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }
}

import Synchronization

/// Lets a few through at once; the others wait in line, a bounded number for a bounded time.
final class QueryGate: Sendable {
    enum Refusal: Error {
        /// Too many wait already, or waiting took too long.
        case crowded
    }

    private struct State {
        var running = 0
        var nextTicket: UInt64 = 0
        var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
    }

    private let limit: Int
    private let maximumWaiting: Int
    private let patience: Duration
    private let state = Mutex(State())

    init(limit: Int, maximumWaiting: Int, patience: Duration) {
        self.limit = max(1, limit)
        self.maximumWaiting = maximumWaiting
        self.patience = patience
    }

    /// Waits for a place; every success must be followed by ``leave()``.
    func enter() async throws(Refusal) {
        let isInside = await withCheckedContinuation { continuation in
            let (decided, ticket) = state.withLock { state -> (Bool?, UInt64) in
                if state.running < limit {
                    state.running += 1
                    return (true, 0)
                }
                guard state.waiting.count < maximumWaiting else { return (false, 0) }
                state.nextTicket += 1
                state.waiting.append((state.nextTicket, continuation))
                return (nil, state.nextTicket)
            }
            if let decided {
                continuation.resume(returning: decided)
            } else {
                Task { [patience] in
                    try? await Task.sleep(for: patience)
                    self.giveUp(ticket)
                }
            }
        }
        guard isInside else { throw .crowded }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiting.isEmpty else {
                state.running -= 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }

    private func giveUp(_ ticket: UInt64) {
        let given = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
            return state.waiting.remove(at: index).continuation
        }
        given?.resume(returning: false)
    }
}

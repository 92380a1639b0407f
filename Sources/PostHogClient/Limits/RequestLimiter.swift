internal import Synchronization

/// Makes the calls of one family wait their turn.
final class RequestLimiter: Sendable {
    private struct State: ~Copyable {
        var admission: Admission
        var lastTicket: Admission.Ticket = 0
        var waiters: [Admission.Ticket: CheckedContinuation<Outcome, Never>] = [:]
        var timer: Task<Void, Never>?
        var wakeTime: Duration?
    }

    private enum Outcome: Sendable {
        case admitted
        case refused(retryAfter: Duration)
        case cancelled
    }

    private let family: EndpointFamily
    private let clock: any CallClock
    private let state: Mutex<State>

    init(family: EndpointFamily, limits: PostHogLimits, clock: any CallClock) {
        self.family = family
        self.clock = clock
        state = Mutex(State(admission: Admission(limits[family], maximumWaiting: limits.maximumWaiting)))
    }

    /// Returns when the call may start; `release` must follow. Throws `limited` when the place would come after
    /// `deadline` or too many wait already, `cancelled` when the task is.
    func acquire(deadline: Duration) async throws(PostHogError) {
        let ticket = state.withLock { state in
            state.lastTicket &+= 1
            return state.lastTicket
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                request(ticket, deadline: deadline, continuation)
            }
        } onCancel: {
            withdraw(ticket)
        }
        switch outcome {
        case .admitted: return
        case .cancelled: throw PostHogError(.cancelled, detail: "the call was cancelled before it was made")
        case .refused(let retryAfter):
            throw PostHogError(
                .limited, code: family.rawValue,
                detail: "the client's own limit for \(family.rawValue) calls is reached", retryAfter: retryAfter)
        }
    }

    /// Ends a call that was let in.
    func release() {
        settle { $0.release() }
    }

    /// Starts no call before this much time has passed.
    func pause(for duration: Duration) {
        let end = clock.now() + duration
        settle { $0.pause(until: end) }
    }

    /// Lets calls start again.
    func endPause() {
        settle { $0.endPause() }
    }

    private func request(
        _ ticket: Admission.Ticket, deadline: Duration, _ continuation: CheckedContinuation<Outcome, Never>
    ) {
        let now = clock.now()
        let outcome: Outcome? = state.withLock { state in
            // Cancellation sets its mark before it calls the handler: either it is seen here or the handler finds the
            // waiter.
            if Task.isCancelled { return .cancelled }
            switch state.admission.request(ticket, now: now, deadline: deadline) {
            case .admitted: return .admitted
            case .refused(let retryAfter): return .refused(retryAfter: retryAfter)
            case .waiting:
                state.waiters[ticket] = continuation
                schedule(&state, now: now)
                return nil
            }
        }
        if let outcome { continuation.resume(returning: outcome) }
    }

    private func withdraw(_ ticket: Admission.Ticket) {
        let waiter = state.withLock { state in
            state.admission.withdraw(ticket) ? state.waiters.removeValue(forKey: ticket) : nil
        }
        waiter?.resume(returning: .cancelled)
    }

    /// Changes the state and wakes everyone whom the change concerns.
    private func settle(_ change: (inout Admission) -> Void) {
        let now = clock.now()
        let woken = state.withLock { state in
            change(&state.admission)
            let changes = state.admission.advance(to: now)
            var woken: [(CheckedContinuation<Outcome, Never>, Outcome)] = []
            for ticket in changes.admitted {
                if let waiter = state.waiters.removeValue(forKey: ticket) { woken.append((waiter, .admitted)) }
            }
            for (ticket, retryAfter) in changes.refused {
                guard let waiter = state.waiters.removeValue(forKey: ticket) else { continue }
                woken.append((waiter, .refused(retryAfter: retryAfter)))
            }
            schedule(&state, now: now)
            return woken
        }
        for (waiter, outcome) in woken { waiter.resume(returning: outcome) }
    }

    /// Keeps one timer, for the next moment at which time alone changes something.
    private func schedule(_ state: inout State, now: Duration) {
        let next = state.admission.nextChange(now: now)
        guard next != state.wakeTime || state.timer == nil else { return }
        state.timer?.cancel()
        state.timer = nil
        state.wakeTime = next
        guard let next else { return }
        state.timer = Task { [weak self, clock] in
            guard (try? await clock.sleep(until: next)) != nil else { return }
            self?.wake(next)
        }
    }

    private func wake(_ time: Duration) {
        state.withLock { state in
            guard state.wakeTime == time else { return }
            state.timer = nil
            state.wakeTime = nil
        }
        settle { _ in }
    }
}

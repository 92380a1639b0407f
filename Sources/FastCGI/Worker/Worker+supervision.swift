internal import Glibc
internal import Synchronization

extension Worker {
    /// Does what is due for the request in progress, from the supervisor's thread; returns when to look again.
    func supervise(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        while true {
            let step: (stage: DeadlineSchedule.Stage, current: Current, task: Task<Void, Never>?)? =
                state.withLock { state in
                    guard let current = state.current else { return nil }
                    let due = current.schedule.stage(at: now)
                    guard current.stage < due else { return nil }
                    let next = DeadlineSchedule.Stage(rawValue: current.stage.rawValue + 1) ?? .cut
                    state.current?.stage = next
                    state.isTaskSpent = true
                    if next == .cut || current.exchange == nil {
                        // Under the lock: the worker closes the connection only after it has taken the lock again.
                        shutdown(current.connection.descriptor, Int32(SHUT_RDWR))
                    }
                    return (next, current, state.task)
                }
            guard let step else { break }
            switch step.stage {
            case .cancelled:
                step.current.exchange?.expire(status: step.current.schedule.status)
                // Outside the lock, as it runs the handler's cancellation handlers. The task is marked as spent, so
                // that a cancellation that comes late meets no other request.
                step.task?.cancel()
            case .answered:
                let schedule = step.current.schedule
                let isDone = step.current.exchange?.answerInPlaceOfHandler(status: schedule.status) ?? true
                if !isDone, now < schedule.cutAt { return retryAnswer(after: now) }
            case .running, .cut: break
            }
        }
        return state.withLock { $0.current.flatMap { $0.schedule.next(after: $0.stage) } }
    }

    /// Brings the deadline of the request in progress forward: used when the drain deadline is over.
    func hurry(at now: ContinuousClock.Instant) {
        state.withLock { state in
            guard let current = state.current, current.stage == .running else { return }
            state.current?.schedule = DeadlineSchedule(
                start: now, deadline: .zero, grace: .milliseconds(500),
                ioTimeout: min(context.configuration.ioTimeout, .milliseconds(500)),
                status: 503)
        }
    }

    /// The handler is inside a call of its exchange, which may end at any moment. A peer that takes or sends a little
    /// within every `ioTimeout` can make it last, so this is tried until the connection is to be cut.
    private func retryAnswer(after now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        state.withLock { $0.current?.stage = .cancelled }
        return now.advanced(by: .milliseconds(50))
    }
}

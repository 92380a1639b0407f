/// When what happens to a request that takes too long.
///
/// The handler's task is cancelled first, and has a second to answer in its own words. Then the server answers
/// for it. After another `ioTimeout` the socket is shut down, which ends any read or write the handler is stuck in.
struct DeadlineSchedule: Sendable {
    enum Stage: Int, Comparable, Sendable {
        case running, cancelled, answered, cut

        static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
    }

    let cancelAt: ContinuousClock.Instant
    let answerAt: ContinuousClock.Instant
    let cutAt: ContinuousClock.Instant
    /// The status of the answer that the server gives for the handler.
    let status: Int

    init(
        start: ContinuousClock.Instant, deadline: Duration, grace: Duration = .seconds(1), ioTimeout: Duration,
        status: Int = 504
    ) {
        self.status = status
        cancelAt = start.advanced(by: deadline)
        answerAt = cancelAt.advanced(by: grace)
        cutAt = answerAt.advanced(by: ioTimeout)
    }

    /// The stage that is due.
    func stage(at now: ContinuousClock.Instant) -> Stage {
        if now >= cutAt { return .cut }
        if now >= answerAt { return .answered }
        return now >= cancelAt ? .cancelled : .running
    }

    /// When the stage after this one is due; nil after the last.
    func next(after stage: Stage) -> ContinuousClock.Instant? {
        switch stage {
        case .running: cancelAt
        case .cancelled: answerAt
        case .answered: cutAt
        case .cut: nil
        }
    }
}

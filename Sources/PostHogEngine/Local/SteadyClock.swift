import Analytics
import Synchronization

/// Time that goes on evenly, whatever becomes of the system's: it begins as that and is never set.
///
/// What a process compares is of this time. Marks on disk bear the system's, which may have been set meanwhile.
final class SteadyClock: Sendable {
    /// The system's time drifts a little by itself, in microseconds; one moment must not be told as several times.
    private static let tolerance: Int64 = 100_000

    private let wall: @Sendable () -> Timestamp
    private let elapsed: @Sendable () -> Duration
    private let start: Timestamp
    /// By how many microseconds the system's time is ahead.
    private let lead = Mutex<Int64>(0)

    /// - Parameter elapsed: never falls.
    init(wall: @escaping @Sendable () -> Timestamp, elapsed: @escaping @Sendable () -> Duration) {
        self.wall = wall
        self.elapsed = elapsed
        start = wall().advanced(byMicroseconds: -elapsed().wholeMicroseconds)
    }

    convenience init() {
        let start = ContinuousClock.now
        self.init(wall: { WallClock.now }, elapsed: { start.duration(to: .now) })
    }

    var now: Timestamp { start.advanced(byMicroseconds: elapsed().wholeMicroseconds) }

    /// When a mark was set; one that lies in the future was set just now at the latest.
    func moment(ofMark time: Timestamp) -> Timestamp {
        min(now, time.advanced(byMicroseconds: -currentLead()))
    }

    /// A moment in the time the system has now.
    func wallTime(of moment: Timestamp) -> Timestamp {
        moment.advanced(byMicroseconds: currentLead())
    }

    private func currentLead() -> Int64 {
        let current = wall().microseconds.subtractingReportingOverflow(now.microseconds).partialValue
        return lead.withLock { lead in
            if current.subtractingReportingOverflow(lead).partialValue.magnitude > Self.tolerance.magnitude {
                lead = current
            }
            return lead
        }
    }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: Timestamp.microsecondsPerSecond)
        return overflow ? .max / 2 : microseconds + attoseconds / 1_000_000_000_000
    }
}

internal import OrderedCollections

/// Decides which call of a family may start, which waits and which is refused; does nothing itself.
///
/// Calls start in the order they asked. The windows slide, as PostHog's own do: of any 60 seconds, none holds more
/// than the allowance.
struct Admission: Sendable {
    typealias Ticket = UInt64

    enum Answer: Sendable, Hashable {
        case admitted
        case waiting
        /// Not before this much time has passed.
        case refused(retryAfter: Duration)
    }

    struct Changes: Sendable, Hashable {
        var admitted: [Ticket] = []
        var refused: [Ticket: Duration] = [:]
    }

    private let windows: [(maximum: Int, period: Duration)]
    private let concurrency: Int
    private let maximumWaiting: Int
    private var log: CallLog
    private var running = 0
    private var waiting: OrderedDictionary<Ticket, Duration> = [:]
    private var pausedUntil: Duration = .zero
    private var isPausedAnew = false

    init(_ allowance: PostHogLimits.Allowance, maximumWaiting: Int) {
        windows = [(allowance.perMinute, Duration.seconds(60)), (allowance.perHour, .seconds(3_600))]
            .compactMap { maximum, period in maximum.map { (max($0, 1), period) } }
        concurrency = max(allowance.concurrency ?? .max, 1)
        self.maximumWaiting = max(maximumWaiting, 0)
        log = CallLog(capacity: windows.map(\.maximum).max() ?? 0)
    }

    /// Asks for a place until `deadline`.
    mutating func request(_ ticket: Ticket, now: Duration, deadline: Duration) -> Answer {
        let earliest = start(after: waiting.count, now: now)
        if waiting.isEmpty, earliest <= now, running < concurrency {
            admit(now)
            return .admitted
        }
        guard earliest < deadline else { return .refused(retryAfter: earliest - now) }
        guard waiting.count < maximumWaiting else {
            return .refused(retryAfter: max(earliest - now, .seconds(1)))
        }
        waiting[ticket] = deadline
        return .waiting
    }

    /// Gives up a place in the queue; false when it is no longer there.
    mutating func withdraw(_ ticket: Ticket) -> Bool {
        waiting.removeValue(forKey: ticket) != nil
    }

    /// A call has ended.
    mutating func release() {
        running = max(running - 1, 0)
    }

    /// PostHog wants no calls before this time.
    mutating func pause(until time: Duration) {
        guard time > pausedUntil else { return }
        pausedUntil = time
        isPausedAnew = true
    }

    /// Calls may start again whatever PostHog wanted before.
    mutating func endPause() {
        pausedUntil = .zero
    }

    /// Lets in who may come in now, and refuses whose time is up.
    mutating func advance(to now: Duration) -> Changes {
        var changes = Changes()
        while let ticket = waiting.keys.first, running < concurrency, start(after: 0, now: now) <= now {
            let deadline = waiting.removeValue(forKey: ticket) ?? now
            if deadline > now {
                admit(now)
                changes.admitted.append(ticket)
            } else {
                changes.refused[ticket] = .seconds(1)
            }
        }
        guard isPausedAnew || waiting.values.contains(where: { $0 <= now }) else { return changes }
        isPausedAnew = false
        // A pause may push the start of those who wait beyond their time: they learn it at once.
        var ahead = 0
        for (ticket, deadline) in waiting {
            let earliest = start(after: ahead, now: now)
            guard deadline <= now || earliest >= deadline else {
                ahead += 1
                continue
            }
            waiting.removeValue(forKey: ticket)
            changes.refused[ticket] = max(earliest - now, .seconds(1))
        }
        return changes
    }

    /// When `advance` has something to do without a call ending first.
    func nextChange(now: Duration) -> Duration? {
        guard let expiry = waiting.values.min() else { return nil }
        return running < concurrency ? min(start(after: 0, now: now), expiry) : expiry
    }

    private mutating func admit(_ now: Duration) {
        running += 1
        log.append(now)
    }

    /// When a call may start at the earliest that has this many calls before it.
    private func start(after ahead: Int, now: Duration) -> Duration {
        var earliest = max(now, pausedUntil)
        for (maximum, period) in windows {
            if ahead < maximum {
                if let time = log.time(back: maximum - ahead) { earliest = max(earliest, time + period) }
            } else {
                earliest = max(earliest, now + period * (ahead / maximum))
            }
        }
        return earliest
    }
}

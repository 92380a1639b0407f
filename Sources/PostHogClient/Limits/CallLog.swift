/// The times of the latest calls, as many as the widest window needs.
struct CallLog: Sendable {
    private var times: [Duration] = []
    private var oldest = 0
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 0)
    }

    var count: Int { times.count }

    mutating func append(_ time: Duration) {
        guard capacity > 0 else { return }
        if times.count < capacity {
            times.append(time)
        } else {
            times[oldest] = time
            oldest = (oldest + 1) % capacity
        }
    }

    /// The time of the nth call counted back from the latest (1); nil when there were not that many.
    func time(back position: Int) -> Duration? {
        guard 1...max(times.count, 1) ~= position, !times.isEmpty else { return nil }
        return times[(oldest + times.count - position) % times.count]
    }
}

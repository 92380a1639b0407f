import Analytics

/// Compares how many events two stores have per UTC day and name.
struct CountComparison: Sendable, Equatable {
    /// One day and name on which they differ.
    struct Difference: Sendable, Equatable {
        let day: Timestamp
        let event: String
        let source: Int
        let target: Int
    }

    /// Where the target has fewer than the source, by day, then by name.
    let missing: [Difference]
    /// Where the target has more. That is no fault of a move: a gateway that runs on the target already captures into the
    /// same days.
    let additional: [Difference]
    /// How many days and names were compared.
    let compared: Int

    /// - Parameter target: may hold more than the source, for example what was there before; only days and names the
    ///   source has are compared.
    init(source: [DailyEventCount], target: [DailyEventCount]) {
        struct Place: Hashable {
            let day: Timestamp
            let event: String
        }
        let found = Dictionary(target.map { (Place(day: $0.day, event: $0.event), $0.count) }, uniquingKeysWith: +)
        let differences = source.compactMap { (wanted) -> Difference? in
            let count = found[Place(day: wanted.day, event: wanted.event)] ?? 0
            guard count != wanted.count else { return nil }
            return Difference(day: wanted.day, event: wanted.event, source: wanted.count, target: count)
        }
        missing = differences.filter { $0.target < $0.source }
        additional = differences.filter { $0.target > $0.source }
        compared = source.count
    }
}

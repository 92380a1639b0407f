import Analytics

/// The first and last time a person was seen within one transaction.
struct Sighting {
    private(set) var first: Timestamp
    private(set) var last: Timestamp

    init(_ moment: Timestamp) {
        first = moment
        last = moment
    }

    mutating func include(_ other: Sighting) {
        first = min(first, other.first)
        last = max(last, other.last)
    }
}

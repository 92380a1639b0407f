import Analytics

/// The errors of one fingerprint while they are counted.
struct ErrorTally {
    let errorType: String
    private(set) var count = 1
    private(set) var first: Timestamp
    private(set) var last: Timestamp
    /// The row of the newest occurrence, and its endpoint.
    private(set) var newestBodyID: Int64
    private(set) var endpoint: String?

    init(errorType: String, at moment: Timestamp, bodyID: Int64, endpoint: String?) {
        self.errorType = errorType
        first = moment
        last = moment
        newestBodyID = bodyID
        self.endpoint = endpoint
    }

    mutating func add(at moment: Timestamp, bodyID: Int64, endpoint: @autoclosure () -> String?) {
        count += 1
        first = min(first, moment)
        guard moment >= last else { return }
        last = moment
        newestBodyID = bodyID
        self.endpoint = endpoint()
    }
}

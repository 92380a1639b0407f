/// A place in a list that is paged by number, pinned to the element before it so that a shift is noticed.
struct OffsetCursor: Sendable, Hashable {
    var offset: Int
    /// The last element read, which should be the one before `offset`.
    var last: String
    /// How often the place was lost and the list begun anew.
    var restarts: Int

    init(offset: Int, last: String, restarts: Int) {
        self.offset = offset
        self.last = last
        self.restarts = restarts
    }

    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let offset = Int(parts[0]), 1...100_000_000 ~= offset, let restarts = Int(parts[1]),
            0...100 ~= restarts
        else { return nil }
        self.init(offset: offset, last: String(parts[2]), restarts: restarts)
    }

    var text: String { "\(offset):\(restarts):\(last)" }
}

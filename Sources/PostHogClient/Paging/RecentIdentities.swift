/// The latest elements of a list, as far back as pages can reasonably overlap.
struct RecentIdentities {
    private let capacity: Int
    private var newer: Set<String> = []
    private var older: Set<String> = []

    /// Remembers at least half of `capacity`, at most all of it.
    init(capacity: Int) {
        self.capacity = max(capacity, 2)
    }

    /// False when the identity is one of the latest.
    mutating func insert(_ identity: String) -> Bool {
        guard !older.contains(identity), newer.insert(identity).inserted else { return false }
        if newer.count >= capacity / 2 {
            older = newer
            newer = []
        }
        return true
    }
}

import Analytics

/// A place in a list of groups: its text is the time in base 36, a line, and the key.
struct GroupCursor {
    let createdAt: Timestamp
    let key: String

    init(createdAt: Timestamp, key: String) {
        self.createdAt = createdAt
        self.key = key
    }

    init?(_ text: String) {
        let parts = text.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let microseconds = Int64(parts[0], radix: 36) else { return nil }
        self.init(createdAt: Timestamp(microseconds: microseconds), key: String(parts[1]))
    }

    var text: String { "\(String(createdAt.microseconds, radix: 36))_\(key)" }
}

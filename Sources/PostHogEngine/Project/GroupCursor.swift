import Analytics

/// The place of a group in the list of its type: newest first, then by key.
struct GroupCursor {
    let createdAt: Timestamp
    let key: String

    init(createdAt: Timestamp, key: String) {
        self.createdAt = createdAt
        self.key = key
    }

    /// Reads ``text``; nil for any other text.
    init?(_ text: String) {
        let parts = text.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let microseconds = Int64(parts[0], radix: 36) else { return nil }
        self.init(createdAt: Timestamp(microseconds: microseconds), key: String(parts[1]))
    }

    var text: String { "\(String(createdAt.microseconds, radix: 36))_\(key)" }
}

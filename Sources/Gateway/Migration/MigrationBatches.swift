/// Cuts messages into batches that PostHog takes at once.
enum MigrationBatches {
    static let maximumMessages = 500
    /// A quarter of what PostHog takes (PostHog API facts §10.1): a batch that fails is sent again whole.
    static let maximumBytes = 5_000_000

    /// The ranges of the batches, in order; a message over ``maximumBytes`` has one of its own.
    static func ranges(of messages: [MigrationMessage]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        var bytes = 0
        for (index, message) in messages.enumerated() {
            let size = message.body.utf8.count + 1
            if index > start, index - start == maximumMessages || bytes + size > maximumBytes {
                ranges.append(start..<index)
                start = index
                bytes = 0
            }
            bytes += size
        }
        if start < messages.count { ranges.append(start..<messages.count) }
        return ranges
    }
}

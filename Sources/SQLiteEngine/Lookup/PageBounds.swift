import Analytics

/// The span of one page: from the window's start, included, to a row that is not.
struct PageBounds {
    let start: Timestamp
    let beforeTimestamp: Timestamp
    /// The UUID's 16 bytes; 17 bytes that follow every UUID stand for the end of that moment.
    let beforeUUID: [UInt8]

    init(window: TimeWindow, cursor: EventCursor?) {
        start = window.start
        guard let cursor, cursor.timestamp <= window.end else {
            beforeTimestamp = window.end
            beforeUUID = [UInt8](repeating: 0xFF, count: 17)
            return
        }
        beforeTimestamp = cursor.timestamp
        beforeUUID = [cursor.uuid.high, cursor.uuid.low].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - $0 * 8)) }
        }
    }
}

import Analytics
import JSON

/// Events as lookups give them.
enum EventRow {
    /// A page from its rows and the row of the total, in any order.
    static func page(_ rows: [[JSON]], limit: Int) throws(EventStoreError) -> EventPage {
        var total = 0
        var events: [StoredEvent] = []
        for row in rows {
            if row.first == .string("") {
                var reader = RowReader(Array(row.dropFirst(5)))
                total = try reader.count()
            } else {
                events.append(try event(row))
            }
        }
        events.sort { ($0.timestamp, $0.uuid) > ($1.timestamp, $1.uuid) }
        let shown = events.prefix(limit)
        let next = events.count > limit ? shown.last.map { EventCursor(timestamp: $0.timestamp, uuid: $0.uuid) } : nil
        return EventPage(events: Array(shown), total: total, nextCursor: next)
    }

    static func events(_ rows: [[JSON]]) throws(EventStoreError) -> [StoredEvent] {
        var events: [StoredEvent] = []
        for row in rows { events.append(try event(row)) }
        return events
    }

    private static func event(_ row: [JSON]) throws(EventStoreError) -> StoredEvent {
        var reader = RowReader(row)
        let uuid = try reader.id()
        let name = try reader.text()
        let distinctID = try reader.text()
        let moment = try reader.requiredMoment()
        let properties = try reader.object()
        let hot = HotProperties(event: name, properties: properties)
        return StoredEvent(
            uuid: uuid, event: name, distinctID: distinctID, timestamp: moment, requestID: hot.requestID,
            isError: hot.errorType != nil, properties: JSONText(.object(properties)))
    }
}

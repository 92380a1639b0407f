import Analytics
import JSON

/// An event with everything read from it that its storing needs.
struct PreparedEvent: Sendable {
    let uuid: EventID
    let event: String
    let distinctID: ExactText
    let timestamp: Timestamp
    let hot: HotProperties
    /// The properties as JSON text in UTF-8.
    let properties: [UInt8]
    /// Nil when the event says nothing about its person.
    let personUpdate: PersonUpdate?
    let groupUpdate: GroupUpdate?
    /// The flag whose evaluation the event reports.
    let calledFlag: String?

    init(_ event: CapturedEvent) {
        uuid = event.uuid
        self.event = event.event
        distinctID = ExactText(event.distinctID)
        timestamp = event.timestamp
        hot = HotProperties(event: event.event, properties: event.properties)
        properties = JSON.object(event.properties).serialized()
        let update = PersonUpdate(event)
        personUpdate = update.merge != nil || update.identifies || update.changesProperties ? update : nil
        groupUpdate = GroupUpdate(event)
        calledFlag =
            event.event == FlagExposureTally.callEvent ? event.properties["$feature_flag"]?.stringValue : nil
    }

    /// Where the request id's index entry lies.
    static func requestHash(_ requestID: String) -> Int64 {
        var hash = FowlerNollVoHash()
        hash.combine(requestID)
        return Int64(bitPattern: hash.value)
    }
}

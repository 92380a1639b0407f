public import JSON
import OrderedCollections

/// The events of one capture request, each checked on its own: a bad one does not stop the good ones.
///
/// The body is one event, an array of events, or `{"batch": […]}` with `api_key`, `sent_at` and
/// `historical_migration` (PostHog API facts §10.2). Unknown fields are ignored.
public struct CapturePayload: Sendable, Equatable {
    /// The most events of one request.
    public static let maximumEvents = 10_000
    /// The largest event in bytes of compact JSON.
    public static let maximumEventBytes = 1_048_576

    /// The project token, not yet compared with any other.
    public let token: String
    /// The events to store, in the order they were sent.
    public let events: [CapturedEvent]
    /// The events that were not taken, in the order they were sent.
    public let refusals: [CaptureRefusal]
    /// Whether the events are old ones being moved in, whose times are taken as they are.
    public let isHistoricalMigration: Bool

    /// Reads the parsed body of a request.
    public init(_ body: JSON, context: CaptureContext) throws(CapturePayloadError) {
        let envelope = try Self.envelope(of: body)
        guard !envelope.events.isEmpty else {
            throw CapturePayloadError(.empty, field: "batch", "the request carries no events")
        }
        guard envelope.events.count <= Self.maximumEvents else {
            throw CapturePayloadError(
                .tooManyEvents, field: "batch",
                "a request carries at most \(Self.maximumEvents) events, got \(envelope.events.count)")
        }
        token = try Self.token(of: envelope, queryToken: context.queryToken)
        isHistoricalMigration = try Self.isHistoricalMigration(envelope)

        let sentAt = envelope.fields["sent_at"].flatMap(Timestamp.init(json:)) ?? Self.sentAt(query: context)
        let decoder = CaptureEventDecoder(
            clock: CaptureClock(now: context.now, sentAt: isHistoricalMigration ? nil : sentAt),
            namesEventsIdentify: context.namesEventsIdentify,
            measuresEvents: context.bodyBytes > Self.maximumEventBytes)
        var events: [CapturedEvent] = []
        var refusals: [CaptureRefusal] = []
        events.reserveCapacity(envelope.events.count)
        for (index, event) in envelope.events.enumerated() {
            do throws(CaptureFieldError) {
                events.append(try decoder.decode(event))
            } catch {
                let uuid = event["uuid"]?.stringValue.flatMap { EventID($0) }
                refusals.append(CaptureRefusal(index: index, uuid: uuid, field: error.field, reason: error.reason))
            }
        }
        self.events = events
        self.refusals = refusals
    }

    /// The fields around the events and the events themselves; for a single event the two are the same.
    struct Envelope {
        let fields: JSONObject
        let events: [JSON]
    }

    private static func envelope(of body: JSON) throws(CapturePayloadError) -> Envelope {
        switch body {
        case .array(let events):
            return Envelope(fields: JSONObject(), events: events)
        case .object(let fields):
            guard let batch = fields["batch"] else { return Envelope(fields: fields, events: [body]) }
            guard let events = batch.arrayValue else {
                throw CapturePayloadError(
                    .malformed, field: "batch", "batch must be an array of events, got \(batch.kind)")
            }
            return Envelope(fields: fields, events: events)
        default:
            throw CapturePayloadError(
                .malformed, field: "body",
                "the body must be an event, an array of events or an object with batch, got \(body.kind)")
        }
    }

    private static func isHistoricalMigration(_ envelope: Envelope) throws(CapturePayloadError) -> Bool {
        switch envelope.fields["historical_migration"] {
        case nil, .null: return false
        case .bool(let value): return value
        case .some(let other):
            throw CapturePayloadError(
                .malformed, field: "historical_migration",
                "historical_migration must be true or false, got \(other.kind)")
        }
    }

    /// The query's `_`, unless it counts seconds, as old SDKs did: nobody sent anything before 2020.
    private static func sentAt(query context: CaptureContext) -> Timestamp? {
        guard let milliseconds = context.querySentAt, milliseconds > 1_577_836_800_000 else { return nil }
        return Timestamp(json: .integer(milliseconds))
    }
}

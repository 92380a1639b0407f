/// What a capture request tells besides its body.
public struct CaptureContext: Sendable {
    /// The server's clock when the request arrived.
    public var now: Timestamp
    /// The project token of the query string, when there is one.
    public var queryToken: String?
    /// `_` of the query string: when the client sent the request, in milliseconds since 1970.
    public var querySentAt: Int64?
    /// Whether an event without a name is an `$identify`, as on `/engage`.
    public var namesEventsIdentify: Bool
    /// The size of the JSON text the body was read from; a body smaller than one event may be needs no measuring.
    public var bodyBytes: Int

    public init(
        now: Timestamp, queryToken: String? = nil, querySentAt: Int64? = nil, namesEventsIdentify: Bool = false,
        bodyBytes: Int = .max
    ) {
        self.now = now
        self.queryToken = queryToken
        self.querySentAt = querySentAt
        self.namesEventsIdentify = namesEventsIdentify
        self.bodyBytes = bodyBytes
    }
}

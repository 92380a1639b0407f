internal import NIOHTTP1

/// One call of PostHog's API, before it is known where and with which key.
struct HTTPCall: Sendable {
    enum API: Sendable, Hashable {
        /// `/api/…`, with the key.
        case `private`
        /// Capture and flag evaluation, without the key: the body carries the project's token.
        case ingestion
        /// Flag definitions: the ingestion host, with the key.
        case definitions
    }

    let method: HTTPMethod
    /// Begins with a slash; its parts are percent-encoded already.
    let path: String
    var query: [(name: String, value: String)] = []
    var body: [UInt8]?
    /// Where the body tells when it is sent; every attempt tells it anew, since PostHog corrects the times of events by
    /// it (PostHog API facts §10.2). As long as ``PostHogTime/description``.
    var sendingTime: Range<Int>?
    /// Whether a body that is large enough goes as gzip.
    var isPackable = false
    var api = API.private
    var family = EndpointFamily.general
    /// True when making the call twice does what making it once does.
    var isRepeatable: Bool
    var entityTag: String?
    /// Statuses beyond 2xx that the call knows how to read.
    var understood: Set<Int> = []

    init(_ method: HTTPMethod, _ path: String, isRepeatable: Bool? = nil) {
        self.method = method
        self.path = path
        self.isRepeatable = isRepeatable ?? (method == .GET)
    }

    /// False when a part of the path is empty or a dot segment, which servers and proxies resolve to another path
    /// (RFC 3986 §5.2.4): `DELETE …/persons/../` would name the project.
    var isUnambiguous: Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return !(parts.last == "" ? parts.dropLast() : parts).contains { $0.isEmpty || $0 == "." || $0 == ".." }
    }

    /// Method and path, for messages and logs; the query may hold tokens and addresses of people.
    var name: String { "\(method.rawValue) \(path)" }
}

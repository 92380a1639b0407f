/// What PostHog answered.
struct HTTPAnswer: Sendable {
    let status: Int
    let body: [UInt8]
    let contentType: String?
    let entityTag: String?
    let retryAfter: String?
    let location: String?
}

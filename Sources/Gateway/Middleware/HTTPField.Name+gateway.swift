import HTTPTypes

extension HTTPField.Name {
    static let requestID = declared("X-Request-Id")
    /// On answers made of copies while PostHog is out of reach: the age of the oldest one, in seconds.
    static let dataAge = declared("X-Data-Age")
    static let flagsAge = declared("X-Flags-Age")
    static let apiKey = declared("X-API-Key")
    static let requestedBy = declared("X-Requested-By")
    static let manifestCapabilities = declared("X-Manifest-Capabilities")
    static let secFetchSite = declared("Sec-Fetch-Site")

    /// A name that is written in this file; `HTTPField.Name` can only check it when it runs.
    private static func declared(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no header name") }
        return name
    }
}

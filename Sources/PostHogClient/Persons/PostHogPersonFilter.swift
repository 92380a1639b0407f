public import JSON

/// Which persons a list holds; all when nothing is set.
public struct PostHogPersonFilter: Sendable, Hashable {
    /// Exactly this address.
    public var email: String?
    public var distinctID: String?
    /// Within addresses, or exactly a distinct id.
    public var search: String?
    /// PostHog's property filters: `[{"key":"plan","value":"pro","operator":"exact","type":"person"}]`.
    public var properties: [JSON]
    /// Persons a page, from 1 to 1000; PostHog may send fewer.
    public var pageSize: Int

    public init(
        email: String? = nil, distinctID: String? = nil, search: String? = nil, properties: [JSON] = [],
        pageSize: Int = 100
    ) {
        self.email = email
        self.distinctID = distinctID
        self.search = search
        self.properties = properties
        self.pageSize = pageSize
    }

    var parameters: [(name: String, value: String)] {
        var parameters = [(name: "limit", value: String(min(max(pageSize, 1), 1_000)))]
        if let email { parameters.append(("email", email)) }
        if let distinctID { parameters.append(("distinct_id", distinctID)) }
        if let search { parameters.append(("search", search)) }
        if !properties.isEmpty { parameters.append(("properties", JSON.array(properties).text)) }
        return parameters
    }
}

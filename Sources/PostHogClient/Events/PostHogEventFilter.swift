public import JSON

/// Which events a list holds.
public struct PostHogEventFilter: Sendable, Hashable {
    /// Exactly this name.
    public var event: String?
    public var distinctID: String?
    /// The UUID of a person.
    public var personID: String?
    /// Later than this moment (RFC 3339); 24 hours before `before` when nil.
    public var after: String?
    /// Earlier than this moment (RFC 3339); the moment of the first request when nil.
    public var before: String?
    /// PostHog's property filters.
    public var properties: [JSON]
    public var includesPerson: Bool
    /// Events a page, from 1 to 1000.
    public var pageSize: Int

    public init(
        event: String? = nil, distinctID: String? = nil, personID: String? = nil, after: String? = nil,
        before: String? = nil, properties: [JSON] = [], includesPerson: Bool = false, pageSize: Int = 100
    ) {
        self.event = event
        self.distinctID = distinctID
        self.personID = personID
        self.after = after
        self.before = before
        self.properties = properties
        self.includesPerson = includesPerson
        self.pageSize = pageSize
    }

    /// Everything but the bounds of time and the size of the page.
    var parameters: [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = []
        if let event { parameters.append(("event", event)) }
        if let distinctID { parameters.append(("distinct_id", distinctID)) }
        if let personID { parameters.append(("person_id", personID)) }
        if !properties.isEmpty { parameters.append(("properties", JSON.array(properties).text)) }
        if includesPerson { parameters.append(("include_person", "true")) }
        return parameters
    }
}

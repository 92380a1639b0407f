public import JSON

/// A query with the values of its placeholders.
public struct HogQL: Sendable, Hashable {
    /// HogQL with placeholders: `select event from events where distinct_id = {id} limit 10`.
    public var text: String
    /// The constants for the placeholders; PostHog binds them, so no value can change the query.
    public var values: JSONObject

    public init(_ text: String, values: JSONObject = [:]) {
        self.text = text
        self.values = values
    }
}

public import Analytics
public import JSON

/// What a move has told another store of a distinct id.
public struct MovedDistinctID: Sendable, Equatable {
    /// Whose it was then.
    public let person: EventID
    /// What was set on that person then; empty but for the distinct id it was told by.
    public let properties: JSONObject

    public init(person: EventID, properties: JSONObject = [:]) {
        self.person = person
        self.properties = properties
    }
}

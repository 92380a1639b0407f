/// One candidate of a user search, with the reason why it was found.
public struct PersonMatch: Sendable, Equatable {
    /// What of the person matched the text.
    public enum Field: String, Sendable {
        case distinctID = "distinct_id"
        case email
        case name
    }

    public let person: Person
    public let matchedOn: Field
    /// The text that matched, for example the one of many distinct ids.
    public let matchedValue: String

    public init(person: Person, matchedOn: Field, matchedValue: String) {
        self.person = person
        self.matchedOn = matchedOn
        self.matchedValue = matchedValue
    }
}

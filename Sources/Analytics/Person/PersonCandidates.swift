/// The persons a ``PersonQuery`` may mean.
public struct PersonCandidates: Sendable, Equatable {
    /// The person of the query's distinct id.
    public let byDistinctID: Person?
    /// The persons with the query's email, most recently seen first.
    public let byEmail: [Person]

    public init(byDistinctID: Person? = nil, byEmail: [Person] = []) {
        self.byDistinctID = byDistinctID
        self.byEmail = byEmail
    }
}

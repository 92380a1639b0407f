/// The person a query means, decided from what the store knows (DESIGN §4.10).
public struct PersonResolution: Sendable, Equatable {
    public let person: Person
    /// The distinct id that was asked for; the primary one when an email was.
    public let userID: String
    /// Other persons with the same email, most recently seen first.
    public let otherMatches: [Person]

    /// Why a query means no single person.
    public enum Failure: Error, Sendable, Equatable {
        case notFound
        /// Distinct id and email belong to different persons.
        case differentPersons
    }

    /// - Parameters:
    ///   - byDistinctID: the person of the query's distinct id.
    ///   - byEmail: the persons with the query's email, most recently seen first.
    public init(_ query: PersonQuery, byDistinctID: Person?, byEmail: [Person]) throws(Failure) {
        switch query {
        case .distinctID(let distinctID):
            guard let byDistinctID else { throw .notFound }
            self.init(person: byDistinctID, userID: distinctID, otherMatches: [])
        case .email:
            guard let first = byEmail.first else { throw .notFound }
            self.init(person: first, userID: first.primaryDistinctID, otherMatches: Array(byEmail.dropFirst()))
        case .both(let distinctID, _):
            guard let byDistinctID else { throw .notFound }
            guard byEmail.contains(where: { $0.id == byDistinctID.id }) else {
                throw byEmail.isEmpty ? .notFound : .differentPersons
            }
            self.init(
                person: byDistinctID, userID: distinctID, otherMatches: byEmail.filter { $0.id != byDistinctID.id })
        }
    }

    private init(person: Person, userID: String, otherMatches: [Person]) {
        self.person = person
        self.userID = userID
        self.otherMatches = otherMatches
    }
}

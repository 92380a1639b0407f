public import Analytics

/// Decides whose data a caller may see (DESIGN §4.11).
public enum LookupPolicy {
    /// Whether a caller may look at a person.
    public enum Decision: Sendable, Equatable {
        /// It is the caller's own person.
        case ownPerson
        /// Another person, and the caller may; the lookup is written to the audit log.
        case otherPerson
        case denied
    }

    public static func decide(_ principal: Principal, lookingAt person: Person) -> Decision {
        if isOwn(person, of: principal) { return .ownPerson }
        return principal.may(.lookup) ? .otherPerson : .denied
    }

    /// Whether a query can only mean the caller's own person, known before any person is looked up.
    ///
    /// A caller without `lookup` is refused before the store is asked, so that the answer does not tell
    /// whether another person exists.
    public static func mayAsk(_ principal: Principal, for query: PersonQuery, ownPerson: Person?) -> Bool {
        if principal.may(.lookup) { return true }
        guard let identity = principal.identity else { return false }
        func owns(distinctID: String) -> Bool {
            isSame(distinctID, identity.distinctID) || ownPerson.map { has($0, distinctID) } == true
        }
        func owns(email: String) -> Bool {
            isSame(email.lowercased(), identity.email?.lowercased())
                || isSame(email.lowercased(), ownPerson?.email?.lowercased())
        }
        return switch query {
        case .distinctID(let distinctID): owns(distinctID: distinctID)
        case .email(let email): owns(email: email)
        case .both(let distinctID, let email): owns(distinctID: distinctID) && owns(email: email)
        }
    }

    private static func isOwn(_ person: Person, of principal: Principal) -> Bool {
        guard let identity = principal.identity else { return false }
        if let distinctID = identity.distinctID, has(person, distinctID) { return true }
        guard identity.distinctID == nil, let email = identity.email else { return false }
        return isSame(email.lowercased(), person.email?.lowercased())
    }

    private static func has(_ person: Person, _ distinctID: String) -> Bool {
        person.distinctIDs.contains { isSame(distinctID, $0) }
    }

    /// Compares as stores do, byte by byte: to Swift's `==` an accent may be encoded in several ways, and two persons
    /// who differ in that alone would be one.
    private static func isSame(_ text: String, _ other: String?) -> Bool {
        other.map { text.utf8.elementsEqual($0.utf8) } ?? false
    }
}

import Access
import Analytics
import JSON
import Testing

struct LookupPolicyTests {
    private static func principal(
        _ distinctID: String?, _ email: String? = nil, _ capabilities: Set<Capability> = [.read]
    ) -> Principal {
        Principal(
            subject: "s", method: .jwt, capabilities: capabilities,
            identity: Principal.Identity(distinctID: distinctID, email: email))
    }

    private static let token = Principal(subject: "read-token", method: .token, capabilities: [.read])
    private static let support = Principal(subject: "support", method: .token, capabilities: [.read, .lookup])

    private static let ann = Person(
        id: EventID(high: 0, low: 1), primaryDistinctID: "ann", distinctIDs: ["ann", "ann-phone"],
        properties: ["email": "Ann@Example.org"], firstSeen: nil, lastSeen: nil)

    @Test(arguments: [
        (principal("ann"), LookupPolicy.Decision.ownPerson),
        (principal("ann-phone"), .ownPerson),
        (principal("bob"), .denied),
        (principal("Ann"), .denied),
        (principal(nil, "ann@example.ORG"), .ownPerson),
        (principal(nil, "bob@example.org"), .denied),
        // A subject that is another person's is not made good by an email.
        (principal("bob", "ann@example.org"), .denied),
        (principal(nil, nil), .denied),
        (principal("bob", nil, [.lookup]), .otherPerson),
        (principal("ann", nil, [.lookup]), .ownPerson),
        (token, .denied),
        (support, .otherPerson),
    ])
    func decidesWhoMayLook(_ principal: Principal, _ expected: LookupPolicy.Decision) {
        #expect(LookupPolicy.decide(principal, lookingAt: Self.ann) == expected)
    }

    /// A store keeps ids that differ only in how an accent is encoded apart; to Swift the two strings are equal.
    @Test func idsAndEmailsInAnotherEncodingAreAnothersOwn() {
        let (composed, decomposed) = ("ren\u{E9}", "rene\u{301}")
        let other = Person(
            id: EventID(high: 0, low: 3), primaryDistinctID: decomposed, distinctIDs: [decomposed],
            properties: ["email": .string(decomposed + "@example.org")], firstSeen: nil, lastSeen: nil)
        let byID = Self.principal(composed)
        let byEmail = Self.principal(nil, composed + "@example.org")
        #expect(LookupPolicy.decide(byID, lookingAt: other) == .denied)
        #expect(LookupPolicy.decide(byEmail, lookingAt: other) == .denied)
        #expect(!LookupPolicy.mayAsk(byID, for: .distinctID(decomposed), ownPerson: nil))
        #expect(!LookupPolicy.mayAsk(byEmail, for: .email(decomposed + "@example.org"), ownPerson: nil))
        #expect(LookupPolicy.decide(Self.principal(decomposed), lookingAt: other) == .ownPerson)
    }

    @Test func anEmailIsNobodysWhenThePersonHasNone() {
        let nameless = Person(
            id: EventID(high: 0, low: 2), primaryDistinctID: "x", distinctIDs: ["x"], properties: [:], firstSeen: nil,
            lastSeen: nil)
        #expect(LookupPolicy.decide(Self.principal(nil, nil), lookingAt: nameless) == .denied)
        #expect(LookupPolicy.decide(Self.principal(nil, ""), lookingAt: nameless) == .denied)
    }

    @Test(arguments: [
        (PersonQuery.distinctID("ann"), true), (.distinctID("ann-phone"), true), (.distinctID("bob"), false),
        (.email("ANN@example.org"), true), (.email("bob@example.org"), false),
        (.both(distinctID: "ann", email: "ann@example.org"), true),
        (.both(distinctID: "ann", email: "bob@example.org"), false),
        (.both(distinctID: "bob", email: "ann@example.org"), false),
    ])
    func oneWithoutLookupMayAskForItselfOnly(_ query: PersonQuery, _ expected: Bool) {
        #expect(LookupPolicy.mayAsk(Self.principal("ann"), for: query, ownPerson: Self.ann) == expected)
        #expect(LookupPolicy.mayAsk(Self.support, for: query, ownPerson: nil))
        #expect(!LookupPolicy.mayAsk(Self.token, for: query, ownPerson: nil))
    }

    @Test func oneThatIsNotStoredYetMayAskForItsOwnNames() {
        let caller = Self.principal("new", "new@example.org")
        #expect(LookupPolicy.mayAsk(caller, for: .distinctID("new"), ownPerson: nil))
        #expect(LookupPolicy.mayAsk(caller, for: .email("New@example.org"), ownPerson: nil))
        #expect(!LookupPolicy.mayAsk(caller, for: .distinctID("ann"), ownPerson: nil))
        #expect(!LookupPolicy.mayAsk(Self.principal(nil, nil), for: .email("x@example.org"), ownPerson: nil))
    }
}

import Access
import Analytics
import Hummingbird

/// Finds the person a lookup asks for, and decides and records whether the caller may see it.
struct PersonLookup: Sendable {
    let events: any EventStore
    let audit: AuditRecorder
    let clock: SystemClock

    /// A lookup that may go on: whom it is about, and over which time.
    struct Subject: Sendable {
        let person: Person
        let userID: String
        /// Other persons with the same email; empty unless the caller may look at others.
        let otherMatches: [Person]
        let days: Int
        let window: TimeWindow
    }

    /// - Parameters:
    ///   - action: what the audit log calls this lookup, for example `lookup.activity`.
    ///   - days: the parameter's bounds and default.
    func subject(
        of parameters: QueryParameters, context: GatewayContext, action: String,
        days bounds: ClosedRange<Int>, defaultDays: Int
    ) async throws -> Subject {
        let principal = try context.requirePrincipal()
        let days = try parameters.integer("days", in: bounds, default: defaultDays)
        let resolution = try await resolve(try query(in: parameters), by: principal, context: context, action: action)
        return Subject(
            person: resolution.person, userID: resolution.userID,
            otherMatches: principal.may(.lookup) ? resolution.otherMatches : [], days: days,
            window: TimeWindow(days: days, until: clock.now))
    }

    /// The caller's own person; nil when it has none.
    func ownPerson(of principal: Principal) async throws -> Person? {
        guard let identity = principal.identity else { return nil }
        if let distinctID = identity.distinctID { return try await events.person(distinctID: distinctID) }
        guard let email = identity.email else { return nil }
        return try await events.persons(email: email).first
    }

    private func query(in parameters: QueryParameters) throws(Problem) -> PersonQuery? {
        switch (try parameters.text("user_id"), try parameters.text("email")) {
        case (nil, nil): nil
        case (let distinctID?, nil): .distinctID(distinctID)
        case (nil, let email?): .email(email)
        case (let distinctID?, let email?): .both(distinctID: distinctID, email: email)
        }
    }

    private func resolve(
        _ query: PersonQuery?, by principal: Principal, context: GatewayContext, action: String
    ) async throws -> PersonResolution {
        guard let query else { return try await resolveOwn(of: principal) }
        if !principal.may(.lookup) {
            let own = try await ownPerson(of: principal)
            guard LookupPolicy.mayAsk(principal, for: query, ownPerson: own) else {
                try await deny(principal, target: query.distinctID, context: context, action: action)
            }
        }
        let resolution = try await resolution(of: query)
        switch LookupPolicy.decide(principal, lookingAt: resolution.person) {
        case .ownPerson: break
        case .otherPerson:
            try await audit.record(
                action, by: principal, on: resolution.person, userID: resolution.userID, outcome: .allowed,
                context: context)
        case .denied: try await deny(principal, target: resolution.userID, context: context, action: action)
        }
        return resolution
    }

    private func resolveOwn(of principal: Principal) async throws -> PersonResolution {
        guard let identity = principal.identity else {
            throw Problem.invalid(
                "user_id", rule: "user_id or email", "This token belongs to no user: give user_id or email.")
        }
        guard let person = try await ownPerson(of: principal) else {
            throw Problem.notFound("No events of you are known yet.")
        }
        let userID = identity.distinctID ?? person.primaryDistinctID
        return try PersonResolution(.distinctID(userID), byDistinctID: person, byEmail: [])
    }

    private func resolution(of query: PersonQuery) async throws -> PersonResolution {
        let candidates = try await events.candidates(for: query)
        do {
            return try PersonResolution(
                query, byDistinctID: candidates.byDistinctID, byEmail: candidates.byEmail)
        } catch .notFound {
            throw Problem.notFound("No user with this \(query.fieldNames) is known.")
        } catch .differentPersons {
            throw Problem.invalid(
                "email", rule: "the email of user_id", "user_id and email belong to different users; give one of them.")
        }
    }

    private func deny(
        _ principal: Principal, target: String?, context: GatewayContext, action: String
    ) async throws -> Never {
        try await audit.record(action, by: principal, on: nil, userID: target, outcome: .denied, context: context)
        throw Problem.forbidden("You may look up yourself only; looking up others needs the capability lookup.")
    }
}

extension PersonQuery {
    fileprivate var distinctID: String? {
        switch self {
        case .distinctID(let distinctID), .both(let distinctID, _): distinctID
        case .email: nil
        }
    }

    fileprivate var fieldNames: String {
        switch self {
        case .distinctID: "user_id"
        case .email: "email"
        case .both: "user_id and email"
        }
    }
}

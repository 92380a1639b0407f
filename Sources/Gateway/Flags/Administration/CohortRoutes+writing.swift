import FeatureFlags
import HTTPTypes
import Hummingbird
import JSON

extension CohortRoutes {
    /// The most distinct ids of one request, added and removed together.
    private static let maximumMembers = 10_000
    /// PostHog cuts longer ids.
    private static let longestDistinctID = 200

    @Sendable func create(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let body = try await request.jsonObject(upTo: Self.maximumBodyBytes)
        let origin = try ChangeOrigin(context, at: clock.now, reason: try ChangeOrigin.reason(in: body))
        return try await response(.created, try await store.createCohort(try Self.settings(in: body), by: origin))
    }

    /// Replaces name, description and filters; whether a cohort is static stays as it is. Also mends a cohort that cannot
    /// be read.
    @Sendable func replace(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var body = try await request.jsonObject(upTo: Self.maximumBodyBytes)
        let origin = try ChangeOrigin(context, at: clock.now, reason: try ChangeOrigin.reason(in: body))
        let current = try await expectedCohort(of: request, context)
        if body["is_static"]?.isNull ?? true { body["is_static"] = .bool(current.isStatic) }
        var cohort = try Self.settings(in: body)
        guard cohort.isStatic == current.isStatic else {
            throw Problem.invalid(
                "is_static", rule: "\(current.isStatic)", "is_static cannot be changed; make another cohort instead.")
        }
        cohort.id = current.id
        return try await response(
            .ok, try await store.updateCohort(cohort, expectedVersion: current.version, by: origin))
    }

    /// Deletes a cohort that no flag and no other cohort uses.
    @Sendable func remove(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let reason = try request.queryParameters().text("reason")
        let origin = try ChangeOrigin(context, at: clock.now, reason: reason)
        let current = try await expectedCohort(of: request, context)
        try await store.deleteCohort(id: current.id, expectedVersion: current.version, by: origin)
        return Response(status: .noContent, headers: [.cacheControl: "no-store"])
    }

    /// Adds persons to, and removes persons from, a static cohort: `{"add":["distinct id"],"remove":[…]}`.
    ///
    /// Additions and removals do not depend on what is there, so no entity tag is asked for.
    @Sendable func changeMembers(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let body = try await request.jsonObject(upTo: Self.maximumBodyBytes)
        let origin = try ChangeOrigin(context, at: clock.now, reason: try ChangeOrigin.reason(in: body))
        let added = try Self.distinctIDs("add", in: body)
        let removed = try Self.distinctIDs("remove", in: body)
        guard (1...Self.maximumMembers).contains(added.count + removed.count) else {
            throw Problem.invalid(
                "add", rule: "1...\(Self.maximumMembers) distinct ids",
                "add and remove must name 1 to \(Self.maximumMembers) distinct ids together, got "
                    + "\(added.count + removed.count).")
        }
        let cohort = try await cohort(in: context)
        try await store.changeMembers(ofCohort: cohort.id, adding: added, removing: removed, by: origin)
        return try await response(.ok, try await self.cohort(in: context))
    }

    /// The cohort the path names, when it is in the state the caller knows; of one that cannot be read, what is left of
    /// it.
    private func expectedCohort(of request: Request, _ context: GatewayContext) async throws -> Cohort {
        let found = try await anyCohort(in: context)
        guard let condition = request.headers[.ifMatch] else {
            throw Problem(
                .preconditionRequired, "A change needs If-Match with the ETag of the cohort as you know it.",
                field: Problem.Field(name: "If-Match", rule: "required"))
        }
        switch found {
        case .readable(let current):
            guard FlagRevision(current).isNamed(in: condition) else {
                throw FlagStoreError.staleCohort(current: current)
            }
            return current
        case .malformed(let current):
            let isKnown =
                condition[...].trimmingBlanks() == "*"
                || FlagRevision(current).map { $0.isNamed(in: condition) } ?? false
            guard isKnown else { throw Problem(current, .preconditionFailed) }
            return current.remains
        }
    }

    private static func settings(in body: JSONObject) throws(FlagStoreError) -> Cohort {
        do throws(FlagProblem) {
            return try Cohort(settings: .object(body))
        } catch {
            throw .invalid([error])
        }
    }

    private static func distinctIDs(_ name: String, in body: JSONObject) throws(Problem) -> [String] {
        guard let value = body[name], !value.isNull else { return [] }
        guard let values = value.arrayValue else {
            throw .invalid(name, rule: "a list of distinct ids", "\(name) must be a list of distinct ids.")
        }
        var distinctIDs: [String] = []
        for (index, value) in values.enumerated() {
            guard let text = value.stringValue, (1...longestDistinctID).contains(text.unicodeScalars.count),
                !text.utf8.contains(0)
            else {
                throw .invalid(
                    "\(name)[\(index)]", rule: "text of 1...\(longestDistinctID) characters",
                    "\(name)[\(index)] must be a distinct id: text of 1 to \(longestDistinctID) characters.")
            }
            distinctIDs.append(text)
        }
        return distinctIDs
    }
}

import FeatureFlags
import HTTPTypes
import Hummingbird
import JSON

/// `/api/cohorts`: named sets of persons for the conditions of flags, in PostHog's form.
///
/// Replacing and deleting need `If-Match` with the entity tag of the cohort as the caller knows it (DESIGN §4.8).
struct CohortRoutes: Sendable {
    let store: any FlagStore
    let clock: SystemClock

    static let maximumBodyBytes = 1_048_576

    /// All cohorts; of those that cannot be read, what is wrong with them.
    @Sendable func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let cohorts = try await store.cohorts()
        let malformed = try await store.malformedCohorts()
        let counts = try await memberCounts()
        return Response.json { json in
            json.field("cohorts", array: cohorts) { $0.value(Self.json(of: $1, counts)) }
            json.field("malformed", array: malformed) { $0.value(JSON.object($1.summary)) }
            json.field("total", cohorts.count)
        }
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let cohort = try await cohort(in: context)
        let revision = FlagRevision(cohort)
        if let condition = request.headers[.ifNoneMatch], revision.isNamed(in: condition) {
            return Response(
                status: .notModified, headers: [.eTag: revision.entityTag, .cacheControl: "private, no-cache"])
        }
        return try await response(.ok, cohort)
    }

    /// The cohort the path names.
    func cohort(in context: GatewayContext) async throws -> Cohort {
        switch try await anyCohort(in: context) {
        case .readable(let cohort): return cohort
        case .malformed(let cohort): throw Problem(cohort)
        }
    }

    enum Found: Sendable {
        case readable(Cohort)
        case malformed(MalformedCohort)
    }

    /// The cohort the path names, should it be unreadable too.
    func anyCohort(in context: GatewayContext) async throws -> Found {
        let text = try Request.decodedKey(context.parameters.get("id").map { $0[...] } ?? "")
        if let id = Int64(text) {
            if let cohort = try await store.cohorts().first(where: { $0.id == id }) { return .readable(cohort) }
            if let cohort = try await store.malformedCohorts().first(where: { $0.id == id }) {
                return .malformed(cohort)
            }
        }
        throw Problem.notFound("There is no cohort \(text.prefix(40)).")
    }

    func response(_ status: HTTPResponse.Status, _ cohort: Cohort) async throws -> Response {
        let counts = try await memberCounts()
        var response = Response.json(status, cacheControl: "private, no-cache") { json in
            json.field("cohort", Self.json(of: cohort, counts))
        }
        response.headers[.eTag] = FlagRevision(cohort).entityTag
        return response
    }

    /// Nil for a store that keeps no lists of members.
    private func memberCounts() async throws(FlagStoreError) -> [Int64: Int]? {
        do throws(FlagStoreError) {
            return try await store.memberCounts()
        } catch {
            if case .unsupported = error { return nil }
            throw error
        }
    }

    /// PostHog's form with `count`: how many persons a static cohort lists, `null` for one that has a definition.
    private static func json(of cohort: Cohort, _ counts: [Int64: Int]?) -> JSON {
        guard case .object(var members) = cohort.json else { return .null }
        let count = cohort.isStatic ? counts.map { $0[cohort.id] ?? 0 } : nil
        members["count"] = count.map { .integer(Int64($0)) } ?? .null
        return .object(members)
    }
}

import Access
import Analytics
import Hummingbird
import JSON

/// `/api/posthog`: what the project as a whole holds, in the envelope of the PostHog client document.
///
/// The same on both engines; on the embedded one there is one organization and one project.
struct ProjectRoutes: Sendable {
    let project: any ProjectDirectory
    let events: any EventStore
    let engine: EngineChoice
    let audit: AuditRecorder
    let clock: SystemClock

    @Sendable func organizations(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let organizations = try await project.organizations()
        return EnvelopePresentation.success("Connected to PostHog") { json in
            json.array(organizations) { $0.organization($1) }
        }
    }

    @Sendable func project(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let project = try await project.project()
        return EnvelopePresentation.success("Project retrieved successfully") { $0.project(project) }
    }

    @Sendable func groupTypes(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let types = try await project.groupTypes()
        return EnvelopePresentation.success("Group types retrieved successfully") { json in
            json.array(types) { $0.groupType($1) }
        }
    }

    /// Groups of one type, by `group_type` (its name) or `group_type_index`; without either, of every type in turn.
    @Sendable func groups(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let parameters = try request.queryParameters()
        let limit = try parameters.integer("limit", in: 1...100, default: 100)
        let search = try parameters.text("search", maximumLength: 200)
        let asked = try await typeIndex(in: parameters)
        var place = try GroupPlace(try parameters.text("cursor"))
        if let asked, let given = place?.typeIndex, given != asked { throw Problem.wrongCursor }
        let types = try await project.groupTypes()
        var found: [Group] = []
        var next: GroupPlace?
        for type in types where asked.map({ $0 == type.index }) ?? (type.index >= place?.typeIndex ?? 0) {
            let page = try await project.groups(
                matching: GroupQuery(
                    typeIndex: type.index, search: search, limit: limit - found.count,
                    cursor: place?.typeIndex == type.index ? place?.cursor : nil))
            place = nil
            found += page.groups
            next = page.nextCursor.map { GroupPlace(typeIndex: type.index, cursor: $0) }
            guard next == nil else { break }
            if found.count == limit, asked == nil, let following = types.first(where: { $0.index > type.index }) {
                next = GroupPlace(typeIndex: following.index, cursor: nil)
                break
            }
        }
        return EnvelopePresentation.success("Groups retrieved successfully") { json in
            json.object { data in
                data.field("results", array: found) { $0.group($1) }
                data.field("next_cursor", next?.text)
            }
        }
    }

    @Sendable func findGroup(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let parameters = try request.queryParameters()
        guard let key = try parameters.text("group_key", maximumLength: 1_600) else {
            throw Problem.invalid("group_key", rule: "required", "group_key is missing.")
        }
        guard let typeIndex = try await typeIndex(in: parameters) else {
            throw Problem.invalid(
                "group_type_index", rule: "0...4, or group_type", "Give group_type_index or group_type.")
        }
        guard let group = try await project.group(typeIndex: typeIndex, key: key) else {
            throw Problem.notFound("No group of this type has this key.")
        }
        return EnvelopePresentation.success("Group retrieved successfully") { $0.group(group) }
    }

    private func typeIndex(in parameters: QueryParameters) async throws -> Int? {
        let index = try parameters.integer("group_type_index", in: -1...4, default: -1)
        if index >= 0 { return index }
        if try parameters.text("group_type_index") != nil {
            throw Problem.invalid("group_type_index", rule: "0...4", "group_type_index must be from 0 to 4.")
        }
        guard let name = try parameters.text("group_type", maximumLength: 400) else { return nil }
        guard let type = try await project.groupTypes().first(where: { $0.name == name }) else {
            throw Problem.invalid(
                "group_type", rule: "a group type of the project", "The project has no group type of this name.")
        }
        return type.index
    }
}

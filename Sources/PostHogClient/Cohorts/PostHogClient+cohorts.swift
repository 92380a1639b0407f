public import JSON
internal import NIOHTTP1

extension PostHogClient {
    /// The cohorts of the project.
    public func cohorts() -> PostHogSequence<PostHogCohort> {
        offsetList(projectPath("cohorts")) { String($0.id) }
    }

    /// A cohort by its number.
    public func cohort(id: Int64) async throws(PostHogError) -> PostHogCohort {
        try await object(get(projectPath("cohorts", String(id))))
    }

    /// Creates a cohort from `name`, `description`, `filters` or `is_static`.
    public func createCohort(_ fields: JSONObject) async throws(PostHogError) -> PostHogCohort {
        try await object(HTTPCall(.POST, projectPath("cohorts"), isRepeatable: false).sending(.object(fields)))
    }

    /// Changes the given fields of a cohort.
    public func updateCohort(id: Int64, patch: JSONObject) async throws(PostHogError) -> PostHogCohort {
        let call = HTTPCall(.PATCH, projectPath("cohorts", String(id)), isRepeatable: false)
        return try await object(call.sending(.object(patch)))
    }

    /// Deletes a cohort: PostHog marks it and refuses HTTP `DELETE`.
    public func deleteCohort(id: Int64) async throws(PostHogError) -> PostHogCohort {
        let call = HTTPCall(.PATCH, projectPath("cohorts", String(id)), isRepeatable: true)
        return try await object(call.sending(["deleted": true]))
    }

    /// The persons of a cohort.
    public func cohortPersons(id: Int64) -> PostHogSequence<PostHogPerson> {
        nextList(
            projectPath("cohorts", String(id), "persons"), [("limit", "100")], steering: ["limit", "offset", "cursor"],
            family: .persons
        ) { $0.uuid ?? $0.id }
    }
}

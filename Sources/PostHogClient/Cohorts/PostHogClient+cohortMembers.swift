internal import JSON
internal import NIOHTTP1

extension PostHogClient {
    /// Adds persons to a static cohort, by the persons' UUIDs.
    public func addPersons(toCohort id: Int64, ids: [String]) async throws(PostHogError) {
        let call = HTTPCall(
            .PATCH, projectPath("cohorts", String(id), "add_persons_to_static_cohort"), isRepeatable: true)
        _ = try await send(call.sending(["person_ids": .array(ids.map(JSON.string))]))
    }

    /// Takes a person out of a static cohort, by the person's UUID; one that is no member is no error.
    public func removePerson(fromCohort id: Int64, id personID: String) async throws(PostHogError) {
        let call = HTTPCall(
            .PATCH, projectPath("cohorts", String(id), "remove_person_from_static_cohort"), isRepeatable: true)
        do throws(PostHogError) {
            _ = try await send(call.sending(["person_id": .string(personID)]))
        } catch {
            guard error.kind == .notFound else { throw error }
        }
    }
}

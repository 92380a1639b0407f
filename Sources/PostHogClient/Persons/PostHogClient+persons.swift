internal import JSON

extension PostHogClient {
    /// The persons that match. A page may be shorter than asked though more follow, which the sequence takes care of.
    public func persons(
        matching filter: PostHogPersonFilter = PostHogPersonFilter()
    ) -> PostHogSequence<PostHogPerson> {
        nextList(
            projectPath("persons"), filter.parameters, steering: ["limit", "offset", "cursor"], family: .persons
        ) { $0.uuid ?? $0.id }
    }

    /// A person by number or UUID; PostHog takes no distinct id here.
    public func person(id: String) async throws(PostHogError) -> PostHogPerson {
        try await object(get(projectPath("persons", id), family: .persons))
    }

    /// The person a distinct id belongs to; nil when there is none.
    public func person(distinctID: String) async throws(PostHogError) -> PostHogPerson? {
        guard !distinctID.isEmpty else {
            throw PostHogError(
                .invalidArgument, code: "required", detail: "distinct_id must not be empty", attr: "distinct_id")
        }
        return try await persons(matching: PostHogPersonFilter(distinctID: distinctID)).collect(atMost: 1).first
    }

    /// The cohorts a person is in, by the person's number or UUID.
    public func personCohorts(id: String) async throws(PostHogError) -> [PostHogCohort] {
        let call = get(projectPath("persons", "cohorts"), [("person_id", id)], family: .persons)
        return try ListAnswer(try await json(call), of: call).elements(of: call)
    }
}

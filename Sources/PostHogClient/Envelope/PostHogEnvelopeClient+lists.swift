internal import JSON

extension PostHogEnvelopeClient {
    /// A page of persons.
    public func persons(
        matching filter: PostHogPersonFilter = PostHogPersonFilter(), cursor: String? = nil
    ) async -> PostHogEnvelope {
        await .of("Persons retrieved successfully") { () async throws(PostHogError) in
            Self.json(try await client.persons(matching: filter).page(at: cursor))
        }
    }

    /// A page of cohorts.
    public func cohorts(cursor: String? = nil) async -> PostHogEnvelope {
        await .of("Cohorts retrieved successfully") { () async throws(PostHogError) in
            Self.json(try await client.cohorts().page(at: cursor))
        }
    }

    /// A page of flags.
    public func flags(
        matching filter: PostHogFlagFilter = PostHogFlagFilter(), cursor: String? = nil
    ) async -> PostHogEnvelope {
        await .of("Feature flags retrieved successfully") { () async throws(PostHogError) in
            Self.json(try await client.flags(matching: filter).page(at: cursor))
        }
    }

    /// The rows of a query, as PostHog answers them.
    public func query(_ hogql: HogQL, name: String? = nil) async -> PostHogEnvelope {
        await .of("Query executed successfully") { () async throws(PostHogError) in
            try await client.query(hogql, name: name).json
        }
    }

    /// Sends events.
    public func batch(_ events: [PostHogCaptureEvent], historicalMigration: Bool = false) async -> PostHogEnvelope {
        await .of("Events captured successfully") { () async throws(PostHogError) in
            try await client.batch(events, historicalMigration: historicalMigration).json
        }
    }
}

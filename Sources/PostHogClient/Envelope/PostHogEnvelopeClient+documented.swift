internal import JSON

extension PostHogEnvelopeClient {
    /// All organizations the key can see: `data` is their array.
    public func organizations() async -> PostHogEnvelope {
        await .of("Connected to PostHog") { () async throws(PostHogError) in
            .array(try await client.organizations().collect().map(\.json))
        }
    }

    /// The project of the credentials.
    public func project() async -> PostHogEnvelope {
        await .of("Project retrieved successfully") { () async throws(PostHogError) in
            try await client.project().json
        }
    }

    /// A page of the groups of one type, given by its index or its name, or of all types; `key` matches within keys.
    public func groups(
        typeIndex: Int? = nil, type: String? = nil, search: String? = nil, key: String? = nil, cursor: String? = nil
    ) async -> PostHogEnvelope {
        await .of("Groups retrieved successfully") { () async throws(PostHogError) in
            let groups =
                if let type, typeIndex == nil {
                    client.groups(ofType: type, search: search, key: key)
                } else {
                    client.groups(typeIndex: typeIndex, search: search, key: key)
                }
            return Self.json(try await groups.page(at: cursor))
        }
    }

    /// The group of a key, of one type or of whichever has it.
    public func findGroup(key: String, typeIndex: Int? = nil) async -> PostHogEnvelope {
        await .of("Group found successfully") { () async throws(PostHogError) in
            guard let group = try await client.findGroup(key: key, typeIndex: typeIndex) else {
                throw PostHogError(
                    .notFound, code: "not_found", detail: "there is no group of this key", attr: "group_key")
            }
            return group.json
        }
    }

    /// The group types of the project: `data` is their array.
    public func groupTypes() async -> PostHogEnvelope {
        await .of("Group types retrieved successfully") { () async throws(PostHogError) in
            .array(try await client.groupTypes().map(\.json))
        }
    }

    /// A page of events, oldest first.
    public func events(
        matching filter: PostHogEventFilter = PostHogEventFilter(), cursor: String? = nil
    ) async -> PostHogEnvelope {
        await .of("Events retrieved successfully") { () async throws(PostHogError) in
            Self.json(try await client.events(matching: filter).page(at: cursor))
        }
    }

    /// One event.
    public func event(id: String) async -> PostHogEnvelope {
        await .of("Event retrieved successfully") { () async throws(PostHogError) in
            try await client.event(id: id).json
        }
    }

    /// The values of an event property: `data` is their array. Without arguments the names of the project's events.
    public func eventValues(
        key: String = "custom_event", eventName: String? = nil, value: String? = nil
    ) async -> PostHogEnvelope {
        await .of("Event values retrieved successfully") { () async throws(PostHogError) in
            .array(try await client.eventValues(key: key, eventName: eventName, value: value))
        }
    }

    /// What PostHog says about demo data; it starts nothing, since PostHog cannot generate it for an existing project.
    public func generateTestData(organization: String) async -> PostHogEnvelope {
        do throws(PostHogError) {
            let report = try await client.generateTestData(organization: organization)
            return PostHogEnvelope(report.message, data: report.json)
        } catch {
            return PostHogEnvelope(error)
        }
    }

    static func json<Model: PostHogModel>(_ page: PostHogPage<Model>) -> JSON {
        var members: JSONObject = [
            "results": .array(page.elements.map(\.json)), "next_cursor": page.cursor.map { .string($0) } ?? .null,
        ]
        if let total = page.total { members["count"] = .integer(Int64(total)) }
        return .object(members)
    }
}

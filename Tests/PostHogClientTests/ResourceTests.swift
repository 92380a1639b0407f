import JSON
import Testing

@testable import PostHogClient

/// Paths, methods and parameters of the calls beside flags and queries.
struct ResourceTests {
    struct Call: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (PostHogClient) async throws -> Bool
        let reply: JSON
        var method = "GET"
        let path: String
        var parameters: [String: String] = [:]
        var body: JSON = .null

        init(
            _ testDescription: String, _ method: String = "GET", _ path: String, _ parameters: [String: String] = [:],
            body: JSON = .null, reply: JSON, make: @escaping @Sendable (PostHogClient) async throws -> Bool
        ) {
            self.testDescription = testDescription
            self.method = method
            self.path = path
            self.parameters = parameters
            self.body = body
            self.reply = reply
            self.make = make
        }
    }

    private static let empty: JSON = ["results": [], "next": nil]
    private static let page = ["limit": "100", "offset": "0"]

    static let calls: [Call] = [
        Call("organizations", "GET", "/api/organizations/", page, reply: ["results": [["id": "o1"]]]) {
            try await $0.organizations().collect().map(\.id) == ["o1"]
        },
        Call("own organization", "GET", "/api/organizations/@current/", reply: ["id": "o1", "name": "Acme"]) {
            try await $0.organization().name == "Acme"
        },
        Call("projects", "GET", "/api/organizations/o1/projects/", page, reply: ["results": [["id": 7]]]) {
            try await $0.projects(organization: "o1").collect().map(\.id) == [7]
        },
        Call("project", "GET", "/api/projects/7/", reply: ["id": 7, "timezone": "UTC", "is_demo": true]) {
            try await $0.project().isDemo
        },
        Call(
            "demo project", "POST", "/api/organizations/@current/projects/",
            body: ["name": "Hedgebox", "is_demo": true], reply: ["id": 8]
        ) { try await $0.createProject(name: "Hedgebox", isDemo: true).id == 8 },
        Call(
            "group types", "GET", "/api/projects/7/groups_types/", reply: [["group_type": "co", "group_type_index": 1]]
        ) {
            try await $0.groupTypes().map(\.name) == ["co"]
        },
        Call(
            "groups", "GET", "/api/projects/7/groups/",
            ["group_type_index": "1", "search": "Ä b", "group_key": "k"], reply: empty
        ) {
            _ = try await $0.groups(typeIndex: 1, search: "Ä b", key: "k").collect()
            return true
        },
        Call(
            "find group", "GET", "/api/projects/7/groups/find/", ["group_type_index": "1", "group_key": "a/b"],
            reply: ["group_key": "a/b", "group_type_index": 1, "group_properties": ["seats": 12], "notebook": nil]
        ) { try await $0.findGroup(key: "a/b", typeIndex: 1)?.properties["seats"] == 12 },
        Call(
            "create group", "POST", "/api/projects/7/groups/",
            body: ["group_type_index": 0, "group_key": "acme", "group_properties": ["plan": "pro"]],
            reply: ["group_key": "acme", "group_type_index": 0]
        ) {
            _ = try await $0.createGroup(typeIndex: 0, key: "acme", properties: ["plan": "pro"])
            return true
        },
        Call(
            "group values", "GET", "/api/projects/7/groups/property_values/",
            ["group_type_index": "0", "key": "plan", "value": "p"], reply: [["name": "pro"]]
        ) {
            _ = try await $0.groupPropertyValues(typeIndex: 0, property: "plan", matching: "p")
            return true
        },
        Call(
            "persons by address", "GET", "/api/projects/7/persons/", ["limit": "100", "email": "a+b@x.org"],
            reply: empty
        ) {
            _ = try await $0.persons(matching: .init(email: "a+b@x.org")).collect()
            return true
        },
        Call(
            "person by distinct id", "GET", "/api/projects/7/persons/", ["limit": "100", "distinct_id": "u/1 ?&#"],
            reply: ["results": [["id": 42, "distinct_ids": ["u/1 ?&#"], "properties": ["email": "a@x.org"]]]]
        ) { try await $0.person(distinctID: "u/1 ?&#")?.email == "a@x.org" },
        Call("person", "GET", "/api/projects/7/persons/42/", reply: ["id": 42]) {
            try await $0.person(id: "42").id == "42"
        },
        Call(
            "a person's cohorts", "GET", "/api/projects/7/persons/cohorts/", ["person_id": "42"],
            reply: ["results": [["id": 1]]]
        ) {
            try await $0.personCohorts(id: "42").map(\.id) == [1]
        },
        Call(
            "set a property", "POST", "/api/projects/7/persons/42/update_property/",
            body: ["key": "plan", "value": 10.0], reply: [:]
        ) {
            try await $0.updatePerson(id: "42", property: "plan", value: 10.0)
            return true
        },
        Call(
            "remove a property", "POST", "/api/projects/7/persons/42/delete_property/", body: ["$unset": "plan"],
            reply: [:]
        ) {
            try await $0.deletePersonProperty(id: "42", property: "plan")
            return true
        },
        Call("delete a person", "DELETE", "/api/projects/7/persons/42/", ["delete_events": "true"], reply: [:]) {
            try await $0.deletePerson(id: "42", deletingEvents: true)
            return true
        },
        Call("cohorts", "GET", "/api/projects/7/cohorts/", page, reply: ["results": [["id": 1, "is_static": true]]]) {
            try await $0.cohorts().collect().map(\.isStatic) == [true]
        },
        Call("create a cohort", "POST", "/api/projects/7/cohorts/", body: ["name": "a"], reply: ["id": 1]) {
            _ = try await $0.createCohort(["name": "a"])
            return true
        },
        Call("delete a cohort", "PATCH", "/api/projects/7/cohorts/1/", body: ["deleted": true], reply: ["id": 1]) {
            _ = try await $0.deleteCohort(id: 1)
            return true
        },
        Call(
            "an event", "GET", "/api/projects/7/events/e1/",
            reply: ["id": "e1", "timestamp": "2026-01-01T00:00:00Z", "distinct_id": 5, "person": nil]
        ) {
            let event = try await $0.event(id: "e1")
            // `nil` would be read as the JSON value null.
            return event.distinctID == "5" && event.person == JSON?.none
        },
        Call(
            "event values", "GET", "/api/projects/7/events/values/", ["key": "$browser", "event_name": "$pageview"],
            reply: ["results": [["name": "Chrome"], ["name": 3]], "refreshing": false]
        ) { try await $0.eventValues(key: "$browser", eventName: "$pageview") == ["Chrome", 3] },
        Call(
            "event values in their older shape", "GET", "/api/projects/7/events/values/", ["key": "custom_event"],
            reply: [["name": "signup"]]
        ) { try await $0.eventValues(key: "custom_event") == ["signup"] },
        Call(
            "property definitions", "GET", "/api/projects/7/property_definitions/",
            page.merging(["type": "group", "group_type_index": "0"]) { $1 },
            reply: ["results": [["id": "d", "name": "seats", "property_type": "Numeric", "is_numerical": true]]]
        ) {
            try await $0.propertyDefinitions(type: "group", groupTypeIndex: 0).collect().map(\.propertyType)
                == ["Numeric"]
        },
        Call(
            "demo data", "GET", "/api/organizations/o1/projects/7/is_generating_demo_data/",
            reply: ["is_generating_demo_data": true]
        ) {
            let report = try await $0.generateTestData(organization: "o1")
            return report.isGenerating && !report.canBeTriggered
        },
    ]

    @Test(arguments: calls) func everyCallHasItsMethodPathAndParameters(_ call: Call) async throws {
        try await TestServer.run { _, _, _ in
            .json(call.reply)
        } test: { server, client in
            let found = try await call.make(client)
            #expect(found)
            let request = try #require(server.requests.first)
            #expect(server.requests.count == 1)
            #expect(request.method == call.method)
            #expect(request.path == call.path)
            #expect(request.parameters == call.parameters)
            #expect(request.json == call.body)
            #expect(request.headers["authorization"] == "Bearer phx_secret_of_the_test")
        }
    }

    @Test func aGroupThatIsNowhereIsNil() async throws {
        try await TestServer.run { request, _, _ in
            request.path.contains("groups_types")
                ? .json([["group_type": "a", "group_type_index": 0], ["group_type": "b", "group_type_index": 1]])
                : .json(["type": "invalid_request", "code": "not_found", "detail": "Not found."], status: 404)
        } test: { server, client in
            let group = try await client.findGroup(key: "x")
            #expect(group == nil)
            #expect(server.requests.compactMap { $0.parameters["group_type_index"] } == ["0", "1"])
        }
    }

    @Test func whatPostHogWouldRefuseIsNamedBeforeItIsSent() async throws {
        try await TestServer.run { _, _, _ in
            .json([:])
        } test: { server, client in
            let calls: [(String, @Sendable () async throws -> Void)] = [
                ("group_key", { _ = try await client.findGroup(key: "") }),
                ("distinct_id", { _ = try await client.person(distinctID: "") }),
                ("event_name", { _ = try await client.eventValues(key: "$browser") }),
                ("key", { _ = try await client.eventValues(key: "") }),
                ("events", { _ = try await client.batch([]) }),
            ]
            for (field, call) in calls {
                let error = await #expect(throws: PostHogError.self) { try await call() }
                #expect(error?.attr == field)
                #expect(error?.kind == .invalidArgument)
            }
            #expect(server.requests.isEmpty)
        }
    }
}

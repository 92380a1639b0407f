import JSON
import Testing

@testable import PostHogClient

struct EnvelopeTests {
    struct Call: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reply: JSON
        let data: JSON
        let make: @Sendable (PostHogEnvelopeClient) async -> PostHogEnvelope

        init(
            _ message: String, reply: JSON, data: JSON,
            make: @escaping @Sendable (PostHogEnvelopeClient) async -> PostHogEnvelope
        ) {
            testDescription = message
            self.reply = reply
            self.data = data
            self.make = make
        }
    }

    private static let group: JSON = ["group_key": "a", "group_type_index": 0]
    private static let event: JSON = ["id": "e", "timestamp": "2026-01-01T00:00:00Z"]

    static let calls: [Call] = [
        Call(
            "Connected to PostHog", reply: ["results": [["id": "o"]], "next": nil], data: [["id": "o"]],
            make: { await $0.organizations() }),
        Call(
            "Project retrieved successfully", reply: ["id": 7, "x": 1], data: ["id": 7, "x": 1],
            make: { await $0.project() }),
        Call(
            "Groups retrieved successfully", reply: ["results": [group], "next": nil],
            data: ["results": [group], "next_cursor": nil], make: { await $0.groups(typeIndex: 0) }),
        Call(
            "Group found successfully", reply: group, data: group,
            make: { await $0.findGroup(key: "a", typeIndex: 0) }),
        Call(
            "Group types retrieved successfully", reply: [["group_type": "c", "group_type_index": 0]],
            data: [["group_type": "c", "group_type_index": 0]], make: { await $0.groupTypes() }),
        Call(
            "Events retrieved successfully", reply: ["results": [event], "next": nil],
            data: ["results": [event], "next_cursor": nil], make: { await $0.events() }),
        Call("Event retrieved successfully", reply: event, data: event, make: { await $0.event(id: "e") }),
        Call(
            "Event values retrieved successfully", reply: [["name": "signup"]], data: ["signup"],
            make: { await $0.eventValues() }),
        Call(
            "No demo data is being generated: PostHog generates it only while it creates a demo project",
            reply: ["is_generating_demo_data": false],
            data: ["is_generating_demo_data": false, "can_be_triggered": false, "started": false],
            make: { await $0.generateTestData(organization: "o1") }),
        Call(
            "Cohorts retrieved successfully", reply: ["results": [["id": 1]], "next": nil, "count": 1],
            data: ["results": [["id": 1]], "next_cursor": nil, "count": 1], make: { await $0.cohorts() }),
    ]

    @Test(arguments: calls) func aSuccessHasItsMessageAndData(_ call: Call) async throws {
        try await TestServer.run { _, _, _ in
            .json(call.reply)
        } test: { _, client in
            let envelope = await call.make(PostHogEnvelopeClient(client))
            #expect(
                envelope.json == ["status": "success", "message": .string(call.testDescription), "data": call.data])
        }
    }

    @Test(arguments: calls) func aFailureIsAnAnswerToo(_ call: Call) async throws {
        try await TestServer.run { _, _, _ in
            .json(["type": "authentication_error", "code": "permission_denied", "detail": "No scope."], status: 403)
        } test: { _, client in
            let envelope = await call.make(PostHogEnvelopeClient(client))
            #expect(envelope.status == .error)
            #expect(envelope.data == .null)
            #expect(envelope.message.contains("403"))
            #expect(envelope.message.hasSuffix("No scope."))
        }
    }
}

import JSON
import Testing

@testable import PostHogClient

@Suite(LiveServer.condition)
struct LiveFlagTests {
    private static func fields(_ key: String, rollout: JSON = 0) -> JSONObject {
        [
            "key": .string(key), "name": "made by a test", "active": true, "tags": ["web"],
            "filters": ["groups": [["properties": [], "rollout_percentage": rollout]]],
        ]
    }

    @Test func aFlagIsMadeReadChangedArchivedDeletedAndRestored() async throws {
        let client = try await LiveServer.project().client
        let made = try await client.createFlag(Self.fields("one", rollout: 12.5))
        #expect(made.version == 1)
        #expect(made.tags == ["web"])
        #expect(made.filters["groups"]?[0]?["rollout_percentage"] == 12.5)
        let read = try await client.flag(id: made.id)
        #expect(read.key == "one")
        #expect(read.createdAt != nil)

        let changed = try await client.updateFlag(id: made.id, patch: ["name": "changed"])
        #expect(changed.name == "changed")
        #expect(changed.version == 2)
        let before = try await client.flag(id: made.id, version: 1)
        #expect(before.name == "made by a test")

        let off = try await client.disableFlag(id: made.id)
        #expect(!off.active)
        let on = try await client.enableFlag(id: made.id)
        #expect(on.active)
        let archived = try await client.archiveFlag(id: made.id)
        #expect(archived.archived && !archived.active)
        let listed = try await client.flags().collect().map(\.key)
        #expect(listed.isEmpty)
        let found = try await client.flag(key: "one")
        #expect(found?.archived == true)
        let back = try await client.unarchiveFlag(id: made.id)
        #expect(!back.archived)

        let deleted = try await client.deleteFlag(id: made.id)
        #expect(deleted.deleted)
        let gone = try await client.flag(key: "one")
        #expect(gone == nil)
        let restored = try await client.restoreFlag(id: made.id)
        #expect(!restored.deleted)
        let log = try await client.flagActivity(id: made.id, limit: 3)
        #expect(log.entries.count == 3)
        #expect(log.hasMore)
        #expect(log.total.map { $0 >= 6 } == true)
        #expect(log.entries.first?.changes.isEmpty == false)
    }

    @Test func twoWhoChangeTheSameFieldMeetAConflict() async throws {
        let client = try await LiveServer.project().client
        let flag = try await client.createFlag(Self.fields("contested"))
        _ = try await client.updateFlag(
            id: flag.id, patch: ["name": "theirs"], version: flag.version, originalFlag: flag.json)
        let error = await #expect(throws: PostHogError.self) {
            _ = try await client.updateFlag(
                id: flag.id, patch: ["name": "mine"], version: flag.version, originalFlag: flag.json)
        }
        #expect(error?.kind == .conflict)
        #expect(error?.status == 409)
        let name = try await client.flag(id: flag.id).name
        #expect(name == "theirs")
        // Another field does not clash, and without the original nothing is checked.
        let active = try await client.updateFlag(
            id: flag.id, patch: ["active": false], version: flag.version, originalFlag: flag.json)
        #expect(!active.active)
        let unchecked = try await client.updateFlag(id: flag.id, patch: ["name": "mine"], version: flag.version)
        #expect(unchecked.name == "mine")
    }

    @Test func everyRefusalNamesTheField() async throws {
        let client = try await LiveServer.project().client
        let flag = try await client.createFlag(Self.fields("taken"))
        let calls: [(PostHogError.Kind, String?, @Sendable () async throws -> Void)] = [
            (.validation, "key", { _ = try await client.createFlag(Self.fields("taken")) }),
            (.validation, "key", { _ = try await client.createFlag(Self.fields("no blanks")) }),
            (.validation, "key", { _ = try await client.createFlag(["name": "no key"]) }),
            (.notFound, nil, { _ = try await client.flag(id: 999_999) }),
            (.notFound, nil, { _ = try await client.flag(id: flag.id, version: 77) }),
            (.notFound, nil, { _ = try await client.remoteConfiguration(flag: "taken") }),
        ]
        for (kind, field, call) in calls {
            let error = await #expect(throws: PostHogError.self) { try await call() }
            #expect(error?.kind == kind)
            #expect(error?.attr == field)
            #expect(error?.detail.isEmpty == false)
        }
        let taken = await #expect(throws: PostHogError.self) {
            _ = try await client.createFlag(Self.fields("taken"))
        }
        #expect(taken?.code == "unique")
    }

    @Test func manyFlagsComeOnceInTheOrderOfTheirCreation() async throws {
        let client = try await LiveServer.project().client
        let keys = (0..<205).map { "flag-\($0)" }
        for key in keys { _ = try await client.createFlag(Self.fields(key)) }
        let listed = try await client.flags().collect().map(\.key)
        #expect(listed == keys)
        let first = try await client.flags().page()
        #expect(first.total == 205)
        // What is made and deleted meanwhile shifts nothing.
        let second = try #require(try await client.flag(key: "flag-1"))
        _ = try await client.deleteFlag(id: second.id)
        _ = try await client.createFlag(Self.fields("late"))
        let rest = try await client.flags().page(at: first.cursor).elements.map(\.key)
        #expect(rest.first == "flag-100")
        let found = try await client.flags(matching: PostHogFlagFilter(search: "flag-20")).collect().map(\.key)
        #expect(found == ["flag-20", "flag-200", "flag-201", "flag-202", "flag-203", "flag-204"])
    }

    @Test func definitionsComeOnceAndThenOnlyWhenTheyChange() async throws {
        let project = try await LiveServer.project()
        let client = try project.client
        let flag = try await client.createFlag(Self.fields("polled"))
        let first = try await Self.definitions(client)
        #expect(first.json["flags"]?[0]?["key"] == "polled")
        let tag = try #require(first.etag)
        guard case .notModified(let same) = try await client.flagDefinitions(ifNoneMatch: tag) else {
            Issue.record("definitions though nothing has changed")
            return
        }
        #expect(same == tag)
        _ = try await client.disableFlag(id: flag.id)
        let second = try await Self.definitions(client, ifNoneMatch: tag)
        #expect(second.etag != tag)
        #expect(second.json["flags"]?[0]?["active"] == false)
        let stranger = PostHogClient(try project.configuration(key: "phx_nobody"))
        let error = await #expect(throws: PostHogError.self) { _ = try await stranger.flagDefinitions() }
        #expect(error?.kind == .authentication)
    }

    private static func definitions(
        _ client: PostHogClient, ifNoneMatch tag: String? = nil
    ) async throws -> FlagDefinitions {
        guard case .definitions(let definitions) = try await client.flagDefinitions(ifNoneMatch: tag) else {
            throw PostHogError(.malformed, detail: "no definitions")
        }
        return definitions
    }

    @Test func postHogEvaluatesForOnePerson() async throws {
        let client = try await LiveServer.project().client
        _ = try await client.createFlag([
            "key": "for-pros",
            "filters": [
                "groups": [
                    [
                        "properties": [["key": "plan", "type": "person", "operator": "exact", "value": "pro"]],
                        "rollout_percentage": 100,
                    ]
                ], "payloads": ["true": "{\"color\":\"blue\"}"],
            ],
        ])
        _ = try await client.createFlag(Self.fields("for-nobody"))
        var request = PostHogFlagRequest(distinctID: "u1")
        request.personProperties = ["plan": "pro"]
        let results = try await client.evaluateFlags(request)
        #expect(results.flags["for-pros"]?["enabled"] == true)
        #expect(results.flags["for-pros"]?["metadata"]?["payload"] == "{\"color\":\"blue\"}")
        #expect(results.flags["for-nobody"]?["enabled"] == false)
        #expect(!results.hasErrors)
        #expect(!results.isQuotaLimited)
        request.flagKeys = ["for-nobody"]
        let one = try await client.evaluateFlags(request)
        #expect(Array(one.flags.keys) == ["for-nobody"])
        let error = await #expect(throws: PostHogError.self) {
            _ = try await client.evaluateFlags(request, token: "phc_unknown")
        }
        #expect(error?.kind == .authentication)
        #expect(error?.type == nil)
    }

    @Test func whatDependsOnAFlagIsListed() async throws {
        let client = try await LiveServer.project().client
        let base = try await client.createFlag(Self.fields("base", rollout: 100))
        let asks: JSON = [
            "key": .string(String(base.id)), "type": "flag", "operator": "flag_evaluates_to", "value": true,
        ]
        _ = try await client.createFlag([
            "key": "asking", "filters": ["groups": [["properties": [asks], "rollout_percentage": 100]]],
        ])
        let dependents = try await client.dependentFlags(id: base.id)
        #expect(dependents[0]?["key"] == "asking")
        let status = try await client.flagStatus(id: base.id)
        #expect(status["status"]?.stringValue?.isEmpty == false)
        let error = await #expect(throws: PostHogError.self) { _ = try await client.deleteFlag(id: base.id) }
        #expect(error?.kind == .validation)
    }

    @Test func remoteConfigurationIsReadByKeyAndNumber() async throws {
        let client = try await LiveServer.project().client
        let flag = try await client.createFlag([
            "key": "settings", "is_remote_configuration": true,
            "filters": ["groups": [["properties": [], "rollout_percentage": 100]], "payloads": ["true": "[1,2.0]"]],
        ])
        let byKey = try await client.remoteConfiguration(flag: "settings")
        let byNumber = try await client.remoteConfiguration(flag: String(flag.id))
        #expect(byKey == "[1,2.0]")
        #expect(byNumber == byKey)
    }
}

import JSON
import PostHogClient
import Testing

@Suite(LiveServer.condition)
struct FlagExamples {
    @Test func flags() async throws {
        let client = try await LiveProject.example().client

        let flag = try await client.createFlag([
            "key": "new-checkout", "name": "The new checkout", "active": false,
            "filters": ["groups": [["properties": [], "rollout_percentage": 0]]],
        ])
        let same = try await client.flag(id: flag.id)
        let found = try await client.flag(key: "new-checkout")
        for try await flag in client.flags(matching: PostHogFlagFilter(search: "checkout")) { print(flag.key) }

        _ = try await client.enableFlag(id: flag.id)
        _ = try await client.disableFlag(id: flag.id)
        _ = try await client.archiveFlag(id: flag.id)
        _ = try await client.unarchiveFlag(id: flag.id)
        _ = try await client.deleteFlag(id: flag.id)
        _ = try await client.restoreFlag(id: flag.id)

        let log = try await client.flagActivity(id: flag.id, page: 1, limit: 20)
        let before = try await client.flag(id: flag.id, version: 1)
        let status = try await client.flagStatus(id: flag.id)
        let dependents = try await client.dependentFlags(id: flag.id)

        #expect(same.key == found?.key)
        #expect(log.entries.count > 5)
        #expect(before.name == "The new checkout")
        #expect(status["status"] != nil)
        #expect(dependents == [])
    }

    @Test func conflict() async throws {
        let client = try await LiveProject.example().client
        let flag = try await client.createFlag([
            "key": "contested", "filters": ["groups": [["properties": [], "rollout_percentage": 0]]],
        ])
        _ = try await client.updateFlag(id: flag.id, patch: ["name": "theirs"])

        do {
            _ = try await client.updateFlag(
                id: flag.id, patch: ["name": "ours"], version: flag.version, originalFlag: flag.json)
        } catch {
            guard error.kind == .conflict else { throw error }
            print("somebody was faster: \(error.detail)")
        }

        let name = try await client.flag(id: flag.id).name
        #expect(name == "theirs")
    }

    @Test func definitions() async throws {
        let client = try await LiveProject.example().client
        var lastTag: String?
        func use(_ json: JSON) {}

        switch try await client.flagDefinitions(ifNoneMatch: lastTag) {
        case .notModified: break
        case .definitions(let definitions):
            use(definitions.json)
            lastTag = definitions.etag
        }

        #expect(lastTag != nil)
    }

    @Test func evaluation() async throws {
        let client = try await LiveProject.example().client
        _ = try await client.createFlag([
            "key": "settings", "is_remote_configuration": true,
            "filters": ["groups": [["properties": [], "rollout_percentage": 100]], "payloads": ["true": "{}"]],
        ])

        var request = PostHogFlagRequest(distinctID: "user-1")
        request.personProperties = ["plan": "pro"]
        let results = try await client.evaluateFlags(request)
        let payload = try await client.remoteConfiguration(flag: "settings")

        #expect(results.flags["settings"]?["enabled"] == true)
        #expect(payload == "{}")
    }
}

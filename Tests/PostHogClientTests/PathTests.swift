import JSON
import Testing

@testable import PostHogClient

struct PathTests {
    /// A proxy on the way takes `persons/../` for the project, and `DELETE` deletes what it is taken for.
    @Test(arguments: ["", ".", ".."]) func whatWouldLeadToAnotherPathIsNotSent(_ id: String) async throws {
        try await TestServer.run { _, _, _ in
            .json([:])
        } test: { server, client in
            let deletion = await #expect(throws: PostHogError.self) { try await client.deletePerson(id: id) }
            #expect(deletion?.kind == .invalidArgument)
            #expect(deletion?.code == "invalid_path")
            let reading = await #expect(throws: PostHogError.self) { _ = try await client.event(id: id) }
            #expect(reading?.kind == .invalidArgument)
            let list = await #expect(throws: PostHogError.self) {
                _ = try await client.projects(organization: id).collect()
            }
            #expect(list?.kind == .invalidArgument)
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: ["...", "a/b", "%2e%2e", "ä?#&"]) func anyOtherTextIsOnePartOfThePath(_ id: String) async throws {
        try await TestServer.run { _, _, _ in
            .json([:])
        } test: { server, client in
            try await client.deletePerson(id: id)
            let path = try #require(server.requests.first?.path)
            #expect(path.split(separator: "/").count == 5, "\(path)")
        }
    }
}

import Foundation
import Testing

@testable import PostHogClient

struct SecretsTests {
    /// A directory that is removed afterwards.
    private static func inDirectory(_ test: (String) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await test(directory)
    }

    private static func write(_ text: String, to path: String, mode: Int = 0o600) {
        _ = FileManager.default.createFile(
            atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode])
    }

    private static let json = #"{"api_key":"phx_1","base_url":"https://eu.posthog.com","project_id":7}"#

    @Test func theEnvironmentHasADefaultHost() async throws {
        let secrets = EnvironmentSecrets(["POSTHOG_API_KEY": "phx_1", "POSTHOG_PROJECT_ID": "3"])
        let credentials = try await secrets.credentials(organization: "any", connector: "posthog")
        #expect(credentials.host == .us)
        #expect(credentials.projectID == "3")
        await #expect(throws: PostHogError.self) {
            _ = try await EnvironmentSecrets([:]).credentials(organization: "any", connector: "posthog")
        }
    }

    @Test func everyOrganizationHasItsFile() async throws {
        try await Self.inDirectory { directory in
            Self.write(Self.json, to: directory + "/acme.json")
            Self.write(#"{"posthog":\#(Self.json),"other":{}}"#, to: directory + "/Beta-2.json")
            let secrets = DirectorySecrets(path: directory)
            let found = try await secrets.credentials(organization: "acme", connector: "posthog").host
            #expect(found == .eu)
            let beta = try await secrets.credentials(organization: "Beta-2", connector: "posthog").projectID
            #expect(beta == "7")
            Self.write(Self.json.replacing("phx_1", with: "phx_2"), to: directory + "/acme.json")
            let renewed = try await secrets.credentials(organization: "acme", connector: "posthog").apiKey
            #expect(renewed == "phx_2")
        }
    }

    @Test(arguments: [
        "../acme", "", "a/b", "acme.json", "a\u{0}b", String(repeating: "a", count: 129),
    ]) func aNameThatIsNoFileNameIsRefused(_ organization: String) async throws {
        let error = await #expect(throws: PostHogError.self) {
            _ = try await DirectorySecrets(path: "/").credentials(organization: organization, connector: "posthog")
        }
        #expect(error?.attr == "organization")
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o601]) func aFileOthersMayReadIsRefused(mode: Int) async throws {
        try await Self.inDirectory { directory in
            Self.write(Self.json, to: directory + "/acme.json", mode: mode)
            let error = await #expect(throws: PostHogError.self) {
                _ = try await DirectorySecrets(path: directory).credentials(organization: "acme", connector: "posthog")
            }
            #expect(error?.detail.contains("must have mode 0600, has 0\(String(mode, radix: 8))") == true)
        }
    }

    @Test func linksDirectoriesAndDamagedFilesAreRefused() async throws {
        try await Self.inDirectory { directory in
            Self.write(Self.json, to: directory + "/real.json")
            try FileManager.default.createSymbolicLink(
                atPath: directory + "/link.json", withDestinationPath: directory + "/real.json")
            try FileManager.default.createDirectory(
                atPath: directory + "/folder.json", withIntermediateDirectories: false, attributes: nil)
            Self.write("{", to: directory + "/half.json")
            Self.write("[]", to: directory + "/array.json")
            Self.write(String(repeating: " ", count: 70_000) + Self.json, to: directory + "/large.json")
            Self.write(#"{"api_key":"phx_1"}"#, to: directory + "/lacking.json")
            for name in ["link", "folder", "half", "array", "large", "missing", "lacking"] {
                let error = await #expect(throws: PostHogError.self) {
                    _ = try await DirectorySecrets(path: directory).credentials(
                        organization: name, connector: "posthog")
                }
                #expect(error?.kind == .configuration)
                #expect(error?.detail.contains("/\(name).json") == true)
            }
        }
    }

    @Test func aFileMayHoldLines() async throws {
        try await Self.inDirectory { directory in
            let path = directory + "/.env"
            Self.write(
                """
                # PostHog
                export POSTHOG_API_KEY="phx_1"
                POSTHOG_PROJECT_ID = 7 # ours
                POSTHOG_HOST='eu.posthog.com'
                nonsense
                """, to: path, mode: 0o644)
            let credentials = try await FileSecrets(path: path, isPrivate: false).credentials(
                organization: "acme", connector: "posthog")
            #expect(credentials.apiKey == "phx_1")
            #expect(credentials.projectID == "7")
            #expect(credentials.host == .eu)
            await #expect(throws: PostHogError.self) {
                _ = try await FileSecrets(path: path).credentials(organization: "acme", connector: "posthog")
            }
        }
    }
}

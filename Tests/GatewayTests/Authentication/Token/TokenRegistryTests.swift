import Access
import Crypto
import Testing

@testable import Gateway

@Suite struct TokenRegistryTests {
    private func registry(
        read: String? = nil, write: String? = nil, admin: String? = nil, custom: [String] = [],
        generated: [GeneratedSecret: String] = [:]
    ) throws -> TokenRegistry {
        let customTokens = custom.enumerated().map { TokenSettings.Custom(number: $0.offset + 1, value: $0.element) }
        return try TokenRegistry(
            settings: TokenSettings(read: read, write: write, admin: admin, custom: customTokens), generated: generated)
    }

    private func principal(_ token: String, in registry: TokenRegistry) -> Principal? {
        registry.authentication(digest: SHA256.hash(credential: token))?.principal
    }

    @Test(
        arguments: [
            ("the-read-token-16", "read-token", [.read]), ("the-write-token-16", "write-token", [.read, .write]),
            ("the-admin-token-16", "admin-token", [.read, .write, .delete, .lookup]),
            ("the-custom-token-16", "custom-token-1", [.read, .lookup]),
        ] as [(String, String, Set<Capability>)])
    func `each token has its name and capabilities`(token: String, subject: String, capabilities: Set<Capability>)
        throws
    {
        let registry = try registry(
            read: "the-read-token-16", write: "the-write-token-16", admin: "the-admin-token-16",
            custom: ["the-custom-token-16:read,lookup"])
        #expect(
            principal(token, in: registry)
                == Principal(subject: subject, method: .token, capabilities: capabilities, identity: nil))
        #expect(registry.warnings.isEmpty)
    }

    @Test(arguments: ["", " ", "the-read-token-1", "the-read-token-166", "THE-READ-TOKEN-16", "the-read-token-16 "])
    func `nothing else is a token`(token: String) throws {
        #expect(principal(token, in: try registry(read: "the-read-token-16")) == nil)
    }

    @Test func `several values of one variable are all valid`() throws {
        let registry = try registry(admin: " new-admin-token-1 ,old-admin-token-1,,old-admin-token-1")
        #expect(principal("new-admin-token-1", in: registry)?.subject == "admin-token")
        #expect(principal("old-admin-token-1", in: registry)?.subject == "admin-token")
        #expect(registry.all.count == 2)
    }

    @Test func `a generated token counts only while none is configured`() throws {
        let generated: [GeneratedSecret: String] = [.readToken: "generated-read-token"]
        #expect(principal("generated-read-token", in: try registry(read: "", generated: generated)) != nil)
        #expect(
            principal("generated-read-token", in: try registry(read: "set-read-token-16", generated: generated)) == nil)
    }

    @Test(
        arguments: [
            ("token:read", [.read]), ("token:read,write", [.read, .write]),
            (" token : read , lookup ", [.read, .lookup]),
            ("to:ken:delete", [.delete]), ("token:read,read", [.read]),
        ] as [(String, Set<Capability>)])
    func `a custom token names its capabilities`(value: String, capabilities: Set<Capability>) throws {
        let token = value.hasPrefix("to:ken") ? "to:ken" : "token"
        #expect(principal(token, in: try registry(custom: [value]))?.capabilities == capabilities)
    }

    @Test(arguments: [
        "s3cretvalue", "s3cretvalue:", "s3cretvalue: ,", "s3cretvalue:admin", "s3cretvalue:READ",
        "s3cretvalue:read,s3cretvalue", ":read", "s3cret value:read", "s3cretv\u{E4}lue:read", "s3cretvalue:read write",
    ])
    func `a wrong custom token stops the start without being told`(value: String) {
        let error = #expect(throws: SettingError.self) { try registry(custom: [value]) }
        #expect(error?.variable == "CUSTOM_TOKEN_1")
        #expect(error?.description.hasPrefix("CUSTOM_TOKEN_1 ") == true)
        #expect(error?.description.contains("s3cretv") == false)
    }

    @Test func `one token in two variables stops the start`() {
        let error = #expect(throws: SettingError.self) {
            try registry(read: "the-same-token-16", admin: "the-same-token-16")
        }
        #expect(
            error?.description
                == "ADMIN_TOKEN holds the same token as READ_TOKEN; allowed: a different token for every variable")
    }

    @Test func `a short token is warned about by the name of its variable`() throws {
        #expect(try registry(write: "short").warnings == ["WRITE_TOKEN holds a token of fewer than 16 characters"])
    }

    @Test func `settings are read by the names of their variables`() throws {
        let environment = [
            "READ_TOKEN": "r", "ADMIN_TOKEN": " , ", "CUSTOM_TOKEN_1": "a:read", "CUSTOM_TOKEN_7": "b:write",
        ]
        let settings = TokenSettings { environment[$0] }
        #expect(settings.missing == [.writeToken, .adminToken])
        #expect(settings.custom.map(\.variable) == ["CUSTOM_TOKEN_1", "CUSTOM_TOKEN_7"])
        let registry = try TokenRegistry(settings: settings, generated: [:])
        #expect(principal("b", in: registry)?.subject == "custom-token-7")
    }

    @Test func `the listing shows generated tokens and no configured one`() throws {
        let settings = TokenSettings(
            admin: "configured-admin-token", custom: [.init(number: 2, value: "custom-token-text:lookup")])
        let generated: [GeneratedSecret: String] = [.readToken: "r", .writeToken: "w", .projectToken: "phc_1"]
        let registry = try TokenRegistry(settings: settings, generated: generated)
        #expect(
            TokenListing(registry: registry, generated: generated).entries == [
                .init(variable: "READ_TOKEN", capabilities: [.read], generated: "r"),
                .init(variable: "WRITE_TOKEN", capabilities: [.read, .write], generated: "w"),
                .init(variable: "ADMIN_TOKEN", capabilities: Set(Capability.allCases), generated: nil),
                .init(variable: "CUSTOM_TOKEN_2", capabilities: [.lookup], generated: nil),
                .init(variable: "POSTHOG_PROJECT_TOKEN", capabilities: [], generated: "phc_1"),
            ])
    }
}

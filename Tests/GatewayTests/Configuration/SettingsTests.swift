import FastCGI
import Glibc
import PostHogClient
import Testing

@testable import Gateway

struct SettingsTests {
    @Test func everythingHasADefault() throws {
        let settings = try Settings { _ in nil }
        #expect(settings.engine == .embedded)
        #expect(settings.dataDirectory == "data")
        #expect(settings.address == nil)
        #expect(settings.defaultAddress == .unix(path: "data/gateway.sock"))
        #expect(settings.workers == nil)
        #expect(!settings.insecureMode)
        #expect(settings.slowRequestThresholdMilliseconds == 1_000)
        #expect(settings.eventRetentionDays == 0)
    }

    @Test(
        "a wrong value names the variable and what is allowed",
        arguments: [
            ("GATEWAY_WORKERS", "many", "a whole number from 0 to 256"),
            ("GATEWAY_WORKERS", "257", "a whole number from 0 to 256"),
            ("INSECURE_MODE", "perhaps", "true or false"),
            ("GATEWAY_ENGINE", "mysql", "embedded or posthog"),
            ("SLOW_REQUEST_THRESHOLD_MS", "0", "a whole number from 1 to 3600000"),
            ("EVENT_RETENTION_DAYS", "-3", "a whole number from 0 to 36500"),
            ("GATEWAY_SOCKET", "localhost:http", "a path, or host:port"),
            (
                "CORS_ALLOWED_ORIGINS", "https://a.example.com https://b.example.com",
                "origins such as https://app.example.com, comma separated, or *"
            ),
            ("LOG_LEVEL", "loud", "trace or debug or info or notice or warning or error or critical"),
        ])
    func wrongValues(variable: String, value: String, allowed: String) {
        let error = #expect(throws: SettingError.self) { try Settings { $0 == variable ? value : nil } }
        #expect(error?.variable == variable)
        #expect(error?.allowed == allowed)
        #expect(error?.description.contains("\n") == false)
    }

    @Test(
        "the socket is a path or an address",
        arguments: [
            ("/run/gateway.sock", ListenAddress.unix(path: "/run/gateway.sock")),
            ("gateway.sock", .unix(path: "gateway.sock")),
            ("127.0.0.1:9000", .tcp(host: "127.0.0.1", port: 9000)),
            ("[::1]:9000", .tcp(host: "::1", port: 9000)),
            (":9000", .tcp(host: "127.0.0.1", port: 9000)),
        ])
    func sockets(text: String, expected: ListenAddress) throws {
        #expect(try Settings { $0 == "GATEWAY_SOCKET" ? text : nil }.address == expected)
    }

    @Test func theGroupOfTheWebServerMayConnectWhereverTheSocketIs() throws {
        var variables = ["GATEWAY_SOCKET_GROUP": "www-data"]
        #expect(
            try Settings { variables[$0] }.defaultAddress == .unix(path: "data/gateway.sock", group: "www-data"))
        variables["GATEWAY_SOCKET"] = "/run/gateway.sock"
        #expect(try Settings { variables[$0] }.address == .unix(path: "/run/gateway.sock", group: "www-data"))
    }

    @Test func aPostHogKeyChoosesThePostHogEngine() throws {
        let variables = ["POSTHOG_SECRET_KEY": "phx_1", "POSTHOG_PROJECT_ID": "17", "POSTHOG_HOST": "eu.i.posthog.com"]
        let settings = try Settings { variables[$0] }
        #expect(settings.engine == .posthog)
        #expect(settings.posthog?.credentials.projectID == "17")
        #expect(settings.posthog?.credentials.host == .eu)
        #expect(try Settings { _ in nil }.posthog == nil)
    }

    @Test(arguments: [
        (["GATEWAY_ENGINE": "posthog"], "POSTHOG_API_KEY"), (["POSTHOG_API_KEY": "phx_1"], "POSTHOG_PROJECT_ID"),
        (["POSTHOG_API_KEY": "phx 1", "POSTHOG_PROJECT_ID": "1"], "POSTHOG_API_KEY"),
        (["POSTHOG_SECRET_KEY": "phs 1", "POSTHOG_PROJECT_ID": "1"], "POSTHOG_SECRET_KEY"),
        (["POSTHOG_API_KEY": "phx_1", "POSTHOG_PROJECT_ID": "shop"], "POSTHOG_PROJECT_ID"),
        (["POSTHOG_API_KEY": "phx_1", "POSTHOG_PROJECT_ID": "1", "POSTHOG_HOST": "posthog.com"], "POSTHOG_HOST"),
        (["POSTHOG_API_KEY": "phx_1", "POSTHOG_PROJECT_ID": "1", "OUTBOX_MAX_MB": "0"], "OUTBOX_MAX_MB"),
    ])
    func aWrongPostHogSettingIsNamed(variables: [String: String], name: String) {
        let error = #expect(throws: SettingError.self) { try Settings { variables[$0] } }
        #expect(error?.variable == name)
        #expect(error?.description.contains("phx 1") == false)
    }

    @Test(
        "insecure mode is for this machine only",
        arguments: [
            ("0.0.0.0:9000", false), ("10.0.0.1:9000", false), ("127.0.0.1:9000", true), ("[::1]:9000", true),
            ("/run/s", true),
        ])
    func insecureMode(socket: String, isAllowed: Bool) {
        let variables = ["INSECURE_MODE": "true", "GATEWAY_SOCKET": socket]
        if isAllowed {
            #expect(throws: Never.self) { try Settings { variables[$0] } }
        } else {
            let error = #expect(throws: SettingError.self) { try Settings { variables[$0] } }
            #expect(error?.variable == "INSECURE_MODE")
        }
    }

    @Test(
        "insecure mode looks at a socket it inherits",
        arguments: [("0.0.0.0", false), ("127.0.0.1", true)])
    func insecureModeOnAnInheritedSocket(host: String, isAllowed: Bool) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        try #require(inet_pton(AF_INET, host, &address.sin_addr) == 1)
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(status == 0)
        let inherited = ListenAddress.inherited(descriptor: descriptor)
        if isAllowed {
            #expect(throws: Never.self) { try ListenSetting.checkInsecure(inherited) }
        } else {
            let error = #expect(throws: SettingError.self) { try ListenSetting.checkInsecure(inherited) }
            #expect(error?.description.contains("0.0.0.0") == true)
        }
    }

    @Test func insecureModeMayInheritAUnixSocket() throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        #expect(throws: Never.self) { try ListenSetting.checkInsecure(.inherited(descriptor: descriptor)) }
    }
}

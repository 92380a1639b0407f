import AsyncHTTPClient
import NIOHTTP1
import Testing

@testable import PostHogClient

struct HostTests {
    @Test(arguments: [
        ("us.posthog.com", "https://us.posthog.com", "https://us.i.posthog.com"),
        ("https://us.i.posthog.com/", "https://us.posthog.com", "https://us.i.posthog.com"),
        ("https://app.posthog.com", "https://us.posthog.com", "https://us.i.posthog.com"),
        ("http://US.posthog.com:80/x", "https://us.posthog.com", "https://us.i.posthog.com"),
        (" eu.i.posthog.com\n", "https://eu.posthog.com", "https://eu.i.posthog.com"),
        ("https://EU.posthog.com//", "https://eu.posthog.com", "https://eu.i.posthog.com"),
        ("posthog.example.org", "https://posthog.example.org", "https://posthog.example.org"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://h/base/path/", "https://h/base/path", "https://h/base/path"),
        ("http://[::1]:8000", "http://[::1]:8000", "http://[::1]:8000"),
        ("http://[::1]", "http://[::1]", "http://[::1]"),
    ]) func everyFormOfAHostLeadsToTheRightOnes(_ text: String, _ privateAPI: String, _ ingestion: String) throws {
        let host = try PostHogHost(text)
        #expect(host.privateAPI == privateAPI)
        #expect(host.ingestion == ingestion)
        #expect(host.isCloud == text.lowercased().contains("posthog.com"))
    }

    @Test(arguments: [
        "", "https://", "ftp://us.posthog.com", "https://user:pw@us.posthog.com", "https://h?x=1", "https://h#x",
        "https://h:0", "https://h:65536", "https://h:x", "https://a b", "https://h\u{e9}", "https://[::g]",
        "posthog.com",
        "https://www.posthog.com", ".", "https://h/a\nb",
    ]) func whatIsNoAddressIsRefusedWithItsRule(_ text: String) throws {
        let error = #expect(throws: PostHogError.self) { try PostHogHost(text) }
        #expect(error?.kind == .configuration)
        #expect(error?.attr == "base_url")
        #expect(error?.detail.hasPrefix("base_url ") == true)
    }

    @Test func everyCallGoesToItsOwnHost() throws {
        let configuration = PostHogConfiguration(
            credentials: try PostHogCredentials(apiKey: "phx_x", host: PostHogHost("eu.i.posthog.com"), projectID: "7"))
        var call = HTTPCall(.GET, "/x")
        #expect(call.request(configuration).url == "https://eu.posthog.com/x")
        #expect(call.request(configuration).headers.contains(name: "Authorization"))
        call.api = .ingestion
        #expect(call.request(configuration).url == "https://eu.i.posthog.com/x")
        #expect(!call.request(configuration).headers.contains(name: "Authorization"))
        call.api = .definitions
        #expect(call.request(configuration).url == "https://eu.i.posthog.com/x")
        #expect(call.request(configuration).headers.contains(name: "Authorization"))
    }
}

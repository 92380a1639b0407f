import Testing

@testable import ManifestSync

struct GatewayURLTests {
    @Test(
        "a path is put behind the URL",
        arguments: [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/x"), ("https://example.org/", "https://example.org/x"),
            ("https://example.org/flags//", "https://example.org/flags/x"), ("HTTP://[::1]:80", "http://[::1]:80/x"),
        ])
    func paths(text: String, url: String) throws {
        #expect(try GatewayURL(text).url("/x") == url)
    }

    @Test(
        "what is no URL of a gateway is refused without being repeated",
        arguments: [
            "", "example.org", "ftp://example.org", "http://", "http:///x", "http://a b", "http://exämple.org",
            "http://user:secret@example.org", "http://example.org?secret=1", "http://example.org#secret",
            "http://example.org:0", "http://example.org:65536", "http://example.org:x", "http://[::1", "http://:80",
            "http://example.org\r\nsecret: 1",
        ])
    func refusals(text: String) throws {
        let failure = #expect(throws: SyncFailure.self) { try GatewayURL(text) }
        guard case .usage(let line) = try #require(failure) else {
            Issue.record("another failure than wrong usage")
            return
        }
        #expect(!line.contains("secret"))
    }

    @Test(
        "a key is one segment of a path",
        arguments: [
            ("plain-key_1", "plain-key_1"), ("a.b~c", "a.b~c"), ("a b%/?#", "a%20b%25%2F%3F%23"),
            ("ü", "%C3%BC"), ("\n", "%0A"),
        ])
    func segments(key: String, segment: String) {
        #expect(GatewayURL.segment(key) == segment)
    }
}

import Testing

@testable import ManifestSync

struct SyncOptionsTests {
    private func options(
        _ variables: [String: String], url: String? = nil, reason: String? = nil
    ) throws(SyncFailure) -> SyncOptions {
        try SyncOptions(
            manifestPath: "flags.json", url: url, tokenFile: nil, reason: reason, variable: { variables[$0] })
    }

    @Test func anOptionWinsOverItsVariable() throws {
        let variables = ["GATEWAY_URL": "http://variable.example", "GATEWAY_TOKEN": "t"]
        #expect(try options(variables).gateway.url("") == "http://variable.example")
        #expect(try options(variables, url: "http://option.example").gateway.url("") == "http://option.example")
        #expect(try options(variables, reason: "").reason == nil)
    }

    @Test(
        "what is missing or wrong is named",
        arguments: [
            ([:], "GATEWAY_URL"), (["GATEWAY_URL": ""], "GATEWAY_URL"),
            (["GATEWAY_URL": "http://a", "GATEWAY_TOKEN": "se cret"], "GATEWAY_TOKEN"),
            (["GATEWAY_URL": "http://a", "GATEWAY_TOKEN": "secret\r\nx"], "GATEWAY_TOKEN"),
        ] as [([String: String], String)])
    func wrong(variables: [String: String], named: String) throws {
        let failure = try #require(#expect(throws: SyncFailure.self) { try options(variables) })
        #expect(failure.status == .usage)
        #expect(failure.lines.joined().contains(named))
        #expect(!failure.lines.joined().contains("cret"))
    }

    @Test func aTokenIsNeverPrinted() throws {
        let token = try BearerToken(" \tsecret-token\r\n", from: "test")
        #expect(token.value == "secret-token")
        #expect(!"\(token) \(String(reflecting: token)) \([token])".contains("secret"))
    }

    @Test(
        "what a terminal would act on is escaped",
        arguments: [
            ("plain ü 日本 🎈", "plain ü 日本 🎈"), ("\u{1b}[31m", "\\u{1b}[31m"), ("a\nb\u{9b}", "a\\u{a}b\\u{9b}"),
            ("\u{202e}gpj", "\\u{202e}gpj"), ("\u{61c}1", "\\u{61c}1"),
        ])
    func display(text: String, shown: String) {
        #expect(DisplayText.of(text) == shown)
    }

    @Test func longTextIsCut() {
        #expect(DisplayText.of(String(repeating: "x", count: 500), maximumLength: 10) == "xxxxxxxxxx…")
    }
}

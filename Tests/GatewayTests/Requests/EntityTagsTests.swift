import Testing

@testable import Gateway

struct EntityTagsTests {
    @Test(
        "the tag is found however it is written",
        arguments: [
            "\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "\"x\",W/\"abc\" ", "\"x\",\t\"abc\"\t", "*", " * ", "abc",
            "\"abc-gzip\"", "W/\"abc-br\"",
        ])
    func found(condition: String) {
        #expect(EntityTags(condition).contain("\"abc\""))
        #expect(EntityTags(condition).contain("W/\"abc\""))
    }

    @Test("other tags do not match", arguments: ["", "\"ab\"", "\"abc", "W/", ",", "\"abc-1\"", "\"abc-gzip-gzip\""])
    func notFound(condition: String) {
        #expect(!EntityTags(condition).contain("\"abc\""))
    }
}

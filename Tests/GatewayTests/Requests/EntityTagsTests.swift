import Testing

@testable import Gateway

struct EntityTagsTests {
    @Test(
        "the tag is found however it is written",
        arguments: [
            "\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "\"x\",W/\"abc\" ", "*", " * ",
        ])
    func found(header: String) {
        #expect(EntityTags(header).matchWeakly("\"abc\""))
    }

    @Test("other tags do not match", arguments: ["", "\"ab\"", "abc", "\"abc", "W/", ",", "\"abc-gzip\""])
    func notFound(header: String) {
        #expect(!EntityTags(header).matchWeakly("\"abc\""))
    }
}

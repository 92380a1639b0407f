import Access
import Testing

struct AuditFilterTests {
    @Test(arguments: [
        ("flag", "flag.update", true), ("flag", "flags.update", false), ("flag", "flag", true),
        ("flag.update", "flag.update", true), ("flag.update", "flag.updates", false), ("flag.update", "flag", false),
        ("lookup", "lookup.slow_requests", true), ("events.export-csv", "events.export-csv", true),
    ])
    func `a kind admits its actions, an action only itself`(filter: String, action: String, admitted: Bool) {
        #expect(AuditFilter(filter)?.admits(action) == admitted)
    }

    @Test(arguments: ["", ".", "flag.", ".update", "flag..update", "Flag", "flag%", "fläg", "a b"])
    func `text that can be no action is no filter`(text: String) {
        #expect(AuditFilter(text) == nil)
    }
}

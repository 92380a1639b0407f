import Testing

/// A text that changes a query which is put together of texts.
struct HostileValue: Sendable, CustomTestStringConvertible {
    let text: String

    var testDescription: String { String(text.prefix(40).debugDescription.prefix(60)) }

    static let all = storable + [HostileValue(text: "a\0b")]

    /// Without NUL, which PostHog replaces where it stands in a distinct id.
    static let storable = [
        "'; drop table events; --", "') or 1=1 or ('", "{person_ids}", "{limit}", "}}{{", "\\'", "\\", "\"", "`", "--",
        "/*", "limit 1 offset 5", "\u{1F600}", "\u{1F469}\u{200D}\u{1F467} {x}", "caf\u{E9}", "a\nb\r\tc", "%s%_",
        "a'b\"c`d\\e{f}g", String(repeating: "x'\\{}", count: 2_000),
    ].map(HostileValue.init)
}

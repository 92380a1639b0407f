import JSON
import Testing

@testable import FeatureFlags

struct PatternTests {
    @Test(arguments: [
        ("abc", "xabcx", true), ("abc", "ab", false), ("", "", true), ("^$", "", true), ("^a|b$", "xb", true),
        ("a.c", "a\nc", false), ("(?s)a.c", "a\nc", true), ("(?i)ÉCLAIR", "éclair", true), ("(?i:a)B", "AB", true),
        ("(?i:a)B", "Ab", false), ("(?m)^b$", "a\nb\nc", true), ("^b$", "a\nb\nc", false), ("a{2,3}", "caat", true),
        ("^a{2,3}$", "aaaa", false), ("a{,2}b", "aab", true), ("a{x}", "a{x}", true), ("[a-c]+z", "abcz", true),
        ("[^a-c]", "abc", false), ("^[zx-yé-ï0-9b-da-c]+$", "éi0dza", false),
        ("^[zx-yé-ï0-9b-da-c]+$", "éï0dzay", true), ("[]a]", "]", true), ("[a\\-z]", "-", true),
        ("[\\w-]+@", "a-b@", true),
        ("\\d{3}", "٣٤٥", true), ("\\bfoo\\b", "a foo b", true), ("\\bfoo\\b", "afoo", false), ("\\Bfoo", "afoo", true),
        ("\\x41\\u0042", "AB", true), ("\\p{Lu}\\p{Ll}+", "Éclair", true), ("\\P{L}", "abc", false),
        ("[[:digit:]]", "a1", true), ("a+?b", "aab", true), ("a++a", "aaa", false), ("(?>a+)a", "aaa", false),
        ("(a|ab)(c|bcd)$", "abcd", true), ("(\\w)\\1", "hello", true), ("(\\w)\\1", "helo", false),
        ("(?P<q>['\"]).*(?P=q)", "say 'hi'", true), ("(?<q>a)\\k<q>", "aa", true), ("foo(?=bar)", "foobar", true),
        ("foo(?!bar)", "foobar", false), ("(?<=@)x", "a@x", true), ("(?<!@)x", "a@x", false),
        ("(?<=a|bc)x", "bcx", true), ("(?<!a|bc)x", "bcx", false), ("(a*)*b", "aaab", true), ("(a*)+$", "b", true),
        ("(?x) a b # c", "ab", true), ("(?#note)a", "a", true), ("a\\.b", "axb", false), ("\\Aab\\z", "ab", true),
        ("🎉+", "x🎉🎉", true), ("^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$", "ann@example.org", true), ("x*", "", true),
        ("a$", "a\n", false), ("a\\Z", "a\n", true), ("(?:(?>(a))b|a\\1c)", "aac", false),
        ("(?:(?=(a))ab|a\\1c)", "aac", false), ("(?:(?!(a)b)a|x)\\1", "aa", false), ("(?=(a+?))a\\1", "aa", true),
        ("(?:a|b)*c", "ababc", true), ("(){3}a", "a", true),
    ])
    func `a pattern is searched anywhere in the text`(pattern: String, text: String, found: Bool) throws {
        #expect(try Pattern(pattern).search(text) == (found ? .found : .notFound))
    }

    @Test(arguments: [
        "?*", "*a", "(", ")", "(a", "[a", "[z-a]", "a{3,2}", "\\", "\\q", "(?P<1>a)", "(?<n>a)(?<n>b)", "\\2", "(?P=x)",
        "(?<=a+)b", "\\p{Klingon}", "\\xZZ", "(?q)a", "a{1001}", "((a{100}){100}){100}", "[[:what:]]", "^*",
        String(repeating: "(", count: 100) + String(repeating: ")", count: 100), String(repeating: "a", count: 5_000),
    ])
    func `a text that is no pattern is refused`(pattern: String) {
        #expect(throws: PatternError.self) { try Pattern(pattern) }
    }

    @Test(arguments: [
        "(a+)+$", "(a|a)*$", "(a|aa)+$", "(.*a){12}$", "([a-z]+)*\\d", "(a?){30}a{30}$",
        "(?:(?:(?:(?:){1000}){1000}){1000}){1000}",
    ])
    func `a pattern that makes others hang is searched without going back`(pattern: String) throws {
        let pattern = try Pattern(pattern)
        #expect(!pattern.program.needsBacktracking)
        // To go back would take years here.
        _ = pattern.search(String(repeating: "a", count: 20_000) + "!")
    }

    @Test(arguments: ["(a+)+(?!b)$", "(?=(a+)+c)a", "((a*)*)\\1x"])
    func `a backtracking pattern gives up`(pattern: String) throws {
        let text = String(repeating: "a", count: 2_000) + "!"
        #expect(try Pattern(pattern).search(text) == .tooExpensive)
    }

    @Test func `a search that gives up matches neither way`() throws {
        for name in ["regex", "not_regex"] {
            let set = FlagSet(flags: [try flag("f", asking(name, "(a+)+(?!b)$"))])
            let text = String(repeating: "a", count: 2_000) + "!"
            #expect(set.evaluate("f", in: context("u", ["p": .string(text)]))?.enabled == false)
        }
    }
}

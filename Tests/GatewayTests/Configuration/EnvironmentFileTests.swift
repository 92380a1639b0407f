import Testing

@testable import Gateway

struct EnvironmentFileTests {
    @Test(
        "a line sets a variable",
        arguments: [
            ("A=b", "b"), ("A = b ", "b"), ("  A=b", "b"), ("export A=b", "b"), ("export\tA='b c'", "b c"),
            ("A=\"b\"", "b"), ("A=\"b", "\"b"), ("A=\"b'", "\"b'"), ("A=b=c", "b=c"), ("A=", ""), ("A=\"\"", ""),
            ("A=\"", "\""), ("A=b # c", "b # c"), ("A=1\nA=2", "2"), ("# A=1\n\nA=2\r\n", "2"),
            ("A=\"\"b\"\"", "\"b\""),
        ])
    func value(text: String, value: String) throws {
        #expect(try EnvironmentFile(text, name: ".env").variables == ["A": value])
    }

    @Test(
        "what sets nothing is an error that names its line and not its content",
        arguments: [
            ("A=b\nsecret", 2), ("=secret", 1), ("A B=secret", 1), ("1A=secret", 1), ("export", 1), ("A: secret", 1),
        ])
    func unreadable(text: String, line: Int) {
        let error = #expect(throws: SettingError.self) { try EnvironmentFile(text, name: ".env") }
        #expect(error?.variable == ".env, line \(line),")
        #expect(error?.description.contains("secret") == false)
    }

    @Test("a name may begin like a word", arguments: ["exporter", "EXPORT", "export_A"])
    func names(name: String) throws {
        #expect(try EnvironmentFile("\(name)=1", name: ".env").variables == [name: "1"])
    }
}

import JSON
import Testing

struct IndentedTests {
    @Test(
        "a value is written for people and reads back the same",
        arguments: [
            ([:], "{}\n"), ([], "[]\n"), ("a\n", "\"a\\n\"\n"),
            (
                ["a": [1, 10.0, [:]], "b": ["c": .null]],
                "{\n  \"a\": [\n    1,\n    10.0,\n    {}\n  ],\n  \"b\": {\n    \"c\": null\n  }\n}\n"
            ),
        ] as [(JSON, String)])
    func indented(value: JSON, text: String) throws {
        #expect(String(decoding: value.indented(), as: UTF8.self) == text)
        #expect(try JSON(parsing: value.indented()) == value)
    }

    @Test(arguments: [
        (#"{"a":1,"a":1}"#, 8), (#"{"x":[{"b":1, "c":2, "b":3}]}"#, 22), (#"{"é":1,"e\u0301":2}"#, 9),
    ])
    func equalNamesAreRefusedWhereAsked(text: String, column: Int) throws {
        let error = #expect(throws: JSONError.self) {
            try JSON(parsing: text, limits: JSONLimits(refusesEqualNames: true))
        }
        guard case .equalNames = try #require(error).reason else {
            Issue.record("another reason: \(String(describing: error))")
            return
        }
        #expect(error?.column == column)
        #expect(throws: Never.self) { try JSON(parsing: text) }
        #expect(throws: Never.self) {
            try JSON(parsing: #"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#, limits: JSONLimits(refusesEqualNames: true))
        }
    }
}

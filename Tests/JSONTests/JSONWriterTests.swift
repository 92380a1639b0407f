import JSON
import Testing

struct JSONWriterTests {
    private struct Point: JSONWritable {
        let x: Int
        let y: Int

        func write(to json: inout JSONWriter) {
            json.object { point in
                point.field("x", x)
                point.field("y", y)
            }
        }
    }

    private struct Silent: JSONWritable {
        func write(to json: inout JSONWriter) {}
    }

    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test(
        "a value is written in its compact form",
        arguments: [
            (nil, "null"), (true, "true"), (false, "false"), (0, "0"), (-1, "-1"), (10, "10"),
            (.integer(.max), "9223372036854775807"), (.integer(.min), "-9223372036854775808"),
            (.double(10), "10.0"), (.double(0.1), "0.1"), (.double(-0.0), "-0.0"), (.double(1e21), "1e+21"),
            (.double(.leastNonzeroMagnitude), "5e-324"), (.double(.nan), "null"), (.double(.infinity), "null"),
            ("", "\"\""), ("a/b", "\"a/b\""), ("\"\\", #""\"\\""#), ("\n\r\t\u{8}\u{C}", #""\n\r\t\b\f""#),
            ("\u{0}\u{1F}\u{B}", #""\u0000\u001f\u000b""#), ("\u{7F}\u{2028}\u{1F600}", "\"\u{7F}\u{2028}\u{1F600}\""),
            ([], "[]"), ([:], "{}"), ([1, [2.5], nil], "[1,[2.5],null]"),
            (["b": 1, "a": ["\"": false]], #"{"b":1,"a":{"\"":false}}"#),
        ] as [(JSON, String)]
    )
    func writesValue(value: JSON, expected: String) {
        #expect(value.text == expected)
        #expect(value.serialized() == Array(expected.utf8))
        #expect(text { $0.value(value) } == expected)
        #expect(JSONText(value).text == expected)
    }

    @Test("an object takes members of every kind")
    func writesObject() {
        let absent: String? = nil
        let written = text { json in
            json.object { user in
                user.field("id", "u1")
                user.field("n", 3)
                user.field("big", Int64.max)
                user.field("ratio", 2.0)
                user.field("ok", true)
                user.field("email", absent)
                user.field("name", Optional("Ann"))
                user.field("raw", JSONText(validated: "{\"a\": 1}"))
                user.field("value", [1, "x"] as JSON)
                user.field("points", [Point(x: 1, y: 2), Point(x: 3, y: 4)])
                user.object("nested") { $0.field("k", "v") }
                user.object("empty") { _ in }
                user.field("list", array: 1...3) { $0.value($1 * 2) }
                user.field("built") { $0.array(["a", "b"]) { $0.value($1) } }
            }
        }
        let expected =
            #"{"id":"u1","n":3,"big":9223372036854775807,"ratio":2.0,"ok":true,"email":null,"name":"Ann","#
            + #""raw":{"a": 1},"value":[1,"x"],"points":[{"x":1,"y":2},{"x":3,"y":4}],"nested":{"k":"v"},"#
            + #""empty":{},"list":[2,4,6],"built":["a","b"]}"#
        #expect(written == expected)
    }

    @Test("a member whose closure writes nothing is null")
    func completesMembers() {
        #expect(text { $0.object { $0.field("a") { _ in } } } == #"{"a":null}"#)
        let written = text { json in
            json.object { object in
                object.field("a", Silent())
                object.field("b", 1)
            }
        }
        #expect(written == #"{"a":null,"b":1}"#)
    }

    @Test("a place for one value takes only the first")
    func takesFirstValue() {
        let write: (inout JSONWriter) -> Void = { json in
            json.value(1)
            json.value(2)
            json.object { _ in }
            json.array([3]) { $0.value($1) }
            json.value(Point(x: 1, y: 2))
        }
        #expect(text(write) == "1")
        #expect(text { $0.object { $0.field("a", write) } } == #"{"a":1}"#)
    }

    @Test("an element of an array may write no value or several")
    func countsElements() {
        #expect(text { $0.array(1...3) { json, n in if n != 2 { json.value(n) } } } == "[1,3]")
        let written = text { json in
            json.array(1...2) { json, n in
                json.value(n)
                json.value("x")
            }
        }
        #expect(written == #"[1,"x",2,"x"]"#)
        #expect(text { $0.array([1]) { json, _ in json.value(Silent()) } } == "[null]")
        #expect(text { $0.value(JSONText(validated: "")) } == "null")
    }

    @Test("an error thrown half way leaves a document that still closes")
    func survivesThrowingClosures() {
        struct Stop: Error {}
        var json = JSONWriter()
        try? json.array(1...3) { json, n in
            try json.object { object in
                object.field("n", n)
                if n == 2 { throw Stop() }
            }
        }
        #expect(String(decoding: json.bytes, as: UTF8.self) == #"[{"n":1},{"n":2}]"#)
    }

    @Test("text from a store is read back, and null stands for text that is no JSON")
    func readsStoredText() {
        #expect(JSONText(validated: #"{"a":[1,2.0]}"#).parsed() == ["a": [1, 2.0]])
        #expect(JSONText(validated: "{").parsed() == .null)
    }

    @Test("escapes are written at every offset of a long string", arguments: 0..<40)
    func writesEscapeAnywhere(offset: Int) {
        let plain = String(repeating: "\u{E9}", count: offset / 2) + String(repeating: "x", count: offset)
        #expect(JSON.string(plain + "\n\"" + plain).text == "\"\(plain)\\n\\\"\(plain)\"")
    }
}

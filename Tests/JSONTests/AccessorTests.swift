import JSON
import OrderedCollections
import Testing

struct AccessorTests {
    private let value: JSON = [
        "null": nil, "bool": true, "integer": 3, "double": 3.0, "string": "s", "array": [1, 2], "object": ["k": "v"],
    ]

    @Test("each accessor answers for its own kind of value only")
    func answersForItsKind() {
        let keys = value.objectValue.map { Array($0.keys) } ?? []
        #expect(keys.filter { value[$0]?.isNull == true } == ["null"])
        #expect(keys.filter { value[$0]?.boolValue != nil } == ["bool"])
        #expect(keys.filter { value[$0]?.int64Value != nil } == ["integer"])
        #expect(keys.filter { value[$0]?.doubleValue != nil } == ["integer", "double"])
        #expect(keys.filter { value[$0]?.stringValue != nil } == ["string"])
        #expect(keys.filter { value[$0]?.arrayValue != nil } == ["array"])
        #expect(keys.filter { value[$0]?.objectValue != nil } == ["object"])
        #expect(keys.map { value[$0]?.kind } == ["null", "boolean", "number", "number", "string", "array", "object"])
    }

    @Test("a subscript that finds nothing answers nil")
    func subscriptsAnswerNil() {
        #expect(value["object"]?["k"] == "v")
        #expect(value["missing"] == nil)
        #expect(value["array"]?["k"] == nil)
        #expect(value["array"]?[1] == 2)
        #expect(value["array"]?[2] == nil)
        #expect(value["array"]?[-1] == nil)
        #expect(value["string"]?[0] == nil)
    }
}

import JSON
import Testing

struct LimitTests {
    private func nested(_ depth: Int, open: String = "[", close: String = "]") -> String {
        String(repeating: open, count: depth) + String(repeating: close, count: depth)
    }

    @Test("nesting is accepted up to the limit and refused beyond it", arguments: [1, 64, 512])
    func boundsDepth(maximum: Int) {
        let limits = JSONLimits(maximumDepth: maximum)
        #expect(throws: Never.self) { try JSON(parsing: nested(maximum), limits: limits) }
        for text in [nested(maximum + 1), nested(maximum + 1, open: "{\"a\":", close: "}")] {
            let error = #expect(throws: JSONError.self) { try JSON(parsing: text, limits: limits) }
            #expect(error?.reason == .tooDeep(maximum: maximum))
        }
    }

    @Test("a million open brackets do not exhaust the stack, whatever depth is asked for")
    func survivesDeepNesting() {
        let error = #expect(throws: JSONError.self) {
            try JSON(
                parsing: String(repeating: "[", count: 1_000_000), limits: JSONLimits(maximumDepth: .max))
        }
        #expect(error?.reason == .tooDeep(maximum: 512))
        #expect(error?.offset == 512)
    }

    @Test("a document larger than the limit is refused before it is read")
    func boundsSize() {
        let limits = JSONLimits(maximumBytes: 4)
        #expect(throws: Never.self) { try JSON(parsing: "true", limits: limits) }
        let error = #expect(throws: JSONError.self) { try JSON(parsing: "!!!!!", limits: limits) }
        #expect(error?.reason == .tooLarge(maximum: 4))
    }

    @Test("containers hold as many elements as the limit says")
    func boundsElements() {
        let limits = JSONLimits(maximumContainerElements: 3)
        #expect(throws: Never.self) { try JSON(parsing: "[1,2,3]", limits: limits) }
        for text in ["[1,2,3,4]", #"{"a":1,"b":2,"c":3,"d":4}"#] {
            let error = #expect(throws: JSONError.self) { try JSON(parsing: text, limits: limits) }
            #expect(error?.reason == .tooManyElements(maximum: 3))
        }
    }

    @Test("a document holds as many values as the limit says")
    func boundsValues() {
        let limits = JSONLimits(maximumValues: 4)
        #expect(throws: Never.self) { try JSON(parsing: "[1,[2]]", limits: limits) }
        let error = #expect(throws: JSONError.self) { try JSON(parsing: "[1,[2],3]", limits: limits) }
        #expect(error?.reason == .tooManyValues(maximum: 4))
    }

    @Test("numbers of many digits are read, of absurdly many refused")
    func boundsNumbers() throws {
        #expect(try JSON(parsing: "1" + String(repeating: "0", count: 300)) == .double(1e300))
        #expect(try JSON(parsing: "0." + String(repeating: "3", count: 900)).doubleValue == 1.0 / 3)
        let error = #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "7", count: 100_000)) }
        #expect(error?.reason == .numberTooLong(maximum: 1024))
    }
}

import Glibc
import Testing

@testable import FastCGI

struct ParametersTests {
    @Test func namesAreFoundExactly() {
        let parameters = Parameters([("A", "1"), ("AB", "2"), ("A", "3"), ("EMPTY", ""), ("", "none")])
        #expect(parameters.count == 5)
        #expect(parameters["A"] == "1")
        #expect(parameters["AB"] == "2")
        #expect(parameters["EMPTY"] == "")
        #expect(parameters[""] == "none")
        #expect(parameters["B"] == nil)
        #expect(parameters["a"] == nil)
        #expect(Parameters([])["A"] == nil)
    }

    @Test func anEnvironmentIsSplitAtTheFirstEqualsSign() {
        let lines = ["FCGI_ROLE=RESPONDER", "A=1", "B=x=y", "C=", "D", "A=2"]
        let pointers = lines.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var copy = pointers
        let parameters = copy.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { Parameters(environment: $0) }
        }
        var seen: [String] = []
        parameters?.forEach({ seen.append("\($0)|\($1)") })
        #expect(seen == ["A|1", "B|x=y", "C|", "D|", "A|2"])
    }

    @Test(arguments: [
        ([], ContentLength.none), ([""], .none), (["-1"], .none), (["0"], .bytes(0)), (["007"], .bytes(7)),
        (["5", "5"], .bytes(5)), (["", "5"], .bytes(5)), (["9223372036854775807"], .bytes(.max)),
    ])
    func contentLengthIsDigitsOrNothing(values: [String], expected: ContentLength) {
        #expect(ContentLength(Parameters(values.map { ("CONTENT_LENGTH", $0) })) == expected)
    }

    @Test(arguments: [
        ["5", "6"], ["-2"], ["-1", "x"], ["-1", "5"], ["5", "-1"],
        ["1.0"], ["1 "], ["٣"], ["9223372036854775808"], ["x", "5"], ["5", "x"],
    ])
    func otherContentLengthsAreInvalid(values: [String]) {
        guard case .invalid = ContentLength(Parameters(values.map { ("CONTENT_LENGTH", $0) })) else {
            Issue.record("\(values) was accepted")
            return
        }
    }
}

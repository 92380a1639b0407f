import Analytics
import Testing

struct ErrorFingerprintTests {
    @Test(arguments: [
        ("user 17 not found", "user # not found"),
        ("timeout after 3.5s", "timeout after #.#"),
        ("id 0190b5c3-7d2f-7a1b-8c3d-0123456789ab gone", "id # gone"),
        ("at 0x7ffee4b2", "at #"),
        ("no such file 'a b.txt'", "no such file \"…\""),
        ("no such file \"a b.txt\" here", "no such file \"…\" here"),
        ("bad key `x`", "bad key \"…\""),
        ("can't open", "can't open"),
        ("an open 'quotation", "an open \"…\""),
        ("größe 3", "größe #"),
        ("", ""),
    ])
    func leavesOutWhatVaries(_ message: String, _ expected: String) {
        #expect(ErrorFingerprint.normalized(message) == expected)
    }

    @Test func isTheSameForOneCause() {
        let one = ErrorFingerprint(type: "t", message: "user 17 of 'Ann' missing", endpoint: "/api/users/17")
        let two = ErrorFingerprint(type: "t", message: "user 9 of 'Bob' missing", endpoint: "/api/users/9")
        #expect(one == two)
    }

    @Test func differsByTypeMessageAndEndpoint() {
        let all = [
            ErrorFingerprint(type: "t", message: "m", endpoint: "e"),
            ErrorFingerprint(type: "u", message: "m", endpoint: "e"),
            ErrorFingerprint(type: "t", message: "n", endpoint: "e"),
            ErrorFingerprint(type: "t", message: "m", endpoint: "f"),
            ErrorFingerprint(type: "tm", message: "", endpoint: "e"),
            ErrorFingerprint(type: "", message: "tm", endpoint: "e"),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test func isStableBetweenProcesses() {
        // FNV-1a of the bytes 61 FF 62 FF 63 FF.
        #expect(ErrorFingerprint(type: "a", message: "b", endpoint: "c").value == 0x3AB3_36ED_30C1_33FC)
    }

    @Test func isWrittenWithSixteenDigits() {
        #expect(ErrorFingerprint(value: 0xAB).description == "00000000000000ab")
        #expect(ErrorFingerprint(value: .max).description == "ffffffffffffffff")
    }

    @Test func aLongMessageIsCutOff() {
        let long = String(repeating: "x ", count: 5_000)
        #expect(ErrorFingerprint.normalized(long).count == 1_000)
    }
}

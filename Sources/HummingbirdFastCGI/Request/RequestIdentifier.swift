/// The id that ties a request to its log lines and its answer.
enum RequestIdentifier {
    /// Whether the web server's REQUEST_ID can be used: 8 to 64 of `A-Z a-z 0-9 _ -`.
    static func isValid(_ value: some Collection<UInt8>) -> Bool {
        8...64 ~= value.count
            && value.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// 32 random hexadecimal digits, the form of nginx's `$request_id`.
    static func random() -> String {
        let digits = Array("0123456789abcdef".utf8)
        let value = UInt128(UInt64.random(in: .min ... .max)) << 64 | UInt128(UInt64.random(in: .min ... .max))
        return String(unsafeUninitializedCapacity: 32) { buffer in
            for index in 0..<32 {
                buffer[index] = digits[Int(truncatingIfNeeded: (value >> (UInt128(index) * 4)) & 0xF)]
            }
            return 32
        }
    }
}

/// CONTENT_LENGTH as RFC 3875 §4.1.2 defines it: decimal digits, or nothing for no body.
enum ContentLength: Equatable, Sendable {
    /// The parameter is absent, empty or -1 (Caddy). An unbuffered chunked upload has a body all the same.
    case none
    case bytes(Int)
    case invalid(String)

    /// Reads the parameter strictly: only digits; several parameters only when they say the same.
    init(_ parameters: Parameters) {
        var result = ContentLength.none
        var isUnknown = false
        parameters.forEachValue(of: "CONTENT_LENGTH") { value in
            guard !value.isEmpty else { return }
            guard !value.elementsEqual("-1".utf8) else {
                isUnknown = true
                return
            }
            let next = ContentLength(digits: value)
            switch result {
            case .none: result = next
            case .invalid: break
            case .bytes where result == next: break
            case .bytes: result = .contradictory
            }
        }
        if isUnknown, case .bytes = result { result = .contradictory }
        self = result
    }

    private static let contradictory = ContentLength.invalid(
        "CONTENT_LENGTH was given more than once with different values")

    private init(digits: UnsafeRawBufferPointer) {
        var number = 0
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else {
                self = .invalid("CONTENT_LENGTH must consist of digits only")
                return
            }
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(byte) - 0x30)
            guard !overflow, !carry else {
                self = .invalid("CONTENT_LENGTH is too large a number")
                return
            }
            number = sum
        }
        self = .bytes(number)
    }
}

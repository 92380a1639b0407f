extension SemanticVersion {
    /// Reads one to three numbers and what may follow them; nil for anything else.
    init?(_ text: String) {
        var text = text
        let parsed = text.withUTF8 { Self.parse($0) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The longest text that is read, in bytes.
    static let maximumLength = 256

    private static func parse(_ text: UnsafeBufferPointer<UInt8>) -> SemanticVersion? {
        guard text.count <= maximumLength else { return nil }
        var rest = trimmed(text[...])
        var numbers: (UInt64, UInt64, UInt64) = (0, 0, 0)
        var count = 0
        while true {
            guard let number = number(&rest), count < 3 else { return nil }
            switch count {
            case 0: numbers.0 = number
            case 1: numbers.1 = number
            default: numbers.2 = number
            }
            count += 1
            guard rest.first == UInt8(ascii: ".") else { break }
            rest.removeFirst()
        }
        var prerelease: [Identifier] = []
        if rest.first == UInt8(ascii: "-") {
            let end = rest.firstIndex(of: UInt8(ascii: "+")) ?? rest.endIndex
            guard let identifiers = identifiers(rest[(rest.startIndex + 1)..<end], allowsLeadingZeros: false) else {
                return nil
            }
            prerelease = identifiers
            rest = rest[end...]
        }
        var build: [Identifier] = []
        if rest.first == UInt8(ascii: "+") {
            guard let identifiers = identifiers(rest.dropFirst(), allowsLeadingZeros: true) else { return nil }
            build = identifiers
        } else if !rest.isEmpty {
            return nil
        }
        return SemanticVersion(
            major: numbers.0, minor: numbers.1, patch: numbers.2, prerelease: prerelease, build: build)
    }

    /// The text without blanks around it and without a leading `v`.
    static func trimmed<Text: RandomAccessCollection>(_ text: Text) -> Text
    where Text.Element == UInt8, Text.SubSequence == Text {
        var rest = text
        func isBlank(_ byte: UInt8?) -> Bool { byte == 0x20 || byte.map { (0x09...0x0D).contains($0) } == true }
        while isBlank(rest.first) { rest = rest.dropFirst() }
        while isBlank(rest.last) { rest = rest.dropLast() }
        if rest.first == UInt8(ascii: "v") {
            rest = rest.dropFirst()
            while isBlank(rest.first) { rest = rest.dropFirst() }
        }
        return rest
    }

    /// Takes the digits at the start; nil when there are none or they exceed 64 bits.
    private static func number(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
        var number: UInt64?
        while let byte = rest.first, (0x30...0x39).contains(byte) {
            let (product, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(byte - 0x30))
            guard !overflow, !carry else { return nil }
            number = sum
            rest.removeFirst()
        }
        return number
    }

    private static func identifiers(
        _ text: Slice<UnsafeBufferPointer<UInt8>>, allowsLeadingZeros: Bool
    ) -> [Identifier]? {
        var identifiers: [Identifier] = []
        for part in text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            let isValid = part.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
            guard !part.isEmpty, isValid else { return nil }
            let text = String(decoding: part, as: UTF8.self)
            if part.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(text) {
                guard allowsLeadingZeros || text == "0" || part.first != 0x30 else { return nil }
                identifiers.append(.number(number))
            } else {
                identifiers.append(.text(text))
            }
        }
        return identifiers
    }
}

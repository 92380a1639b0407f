/// Decompresses the base64 form of lz-string, a Lempel-Ziv-Welch variant over UTF-16 code units.
///
/// Codes are read with the lowest bit first from six-bit digits with the highest bit first, beginning with three bits
/// and one more each time the dictionary outgrows them. Code 0 brings a new 8-bit unit, 1 a new 16-bit unit, 2 the end.
/// Every phrase of the dictionary is a stretch of the output, so only its place is kept.
struct LZStringDecoder {
    private struct Phrase {
        let start: Int
        let count: Int
    }

    private enum Code {
        static let unit8 = 0
        static let unit16 = 1
        static let end = 2
        static let firstPhrase = 3
    }

    private let digits: ArraySlice<UInt8>
    private let maximumUnits: Int
    private var next: Int
    private var bits: UInt64 = 0
    private var bitCount = 0
    private var output: [UInt16] = []
    private var phrases: [Phrase] = []
    /// Codes until the next one needs another bit.
    private var codesLeft = 4
    private var codeWidth = 3

    /// The decompressed text in UTF-8; an unpaired surrogate becomes U+FFFD.
    static func decode(_ text: [UInt8], maximumBytes: Int) throws(CaptureBodyError) -> [UInt8] {
        var decoder = LZStringDecoder(text, maximumUnits: maximumBytes)
        try decoder.run()
        let utf8 = Array(String(decoding: decoder.output, as: UTF16.self).utf8)
        guard utf8.count <= maximumBytes else { throw .tooLarge(maximum: maximumBytes) }
        return utf8
    }

    private init(_ text: [UInt8], maximumUnits: Int) {
        digits = Base64.digits(of: text)
        next = digits.startIndex
        self.maximumUnits = maximumUnits
    }

    private mutating func run() throws(CaptureBodyError) {
        let first = try read(bits: 2)
        guard first != Code.end else { return }
        guard first < Code.end else { throw .corrupt(.lz64, detail: "the first code is not allowed") }
        var last = try appendUnit(first)
        phrases.append(last)
        while true {
            let code = try read(bits: codeWidth)
            let phrase: Phrase
            switch code {
            case Code.unit8, Code.unit16:
                phrase = try appendUnit(code)
                phrases.append(phrase)
                countCode()
            case Code.end:
                return
            default:
                phrase = try appendPhrase(code - Code.firstPhrase, after: last)
            }
            phrases.append(Phrase(start: last.start, count: last.count + 1))
            countCode()
            last = phrase
        }
    }

    /// Appends a unit that has not occurred before.
    private mutating func appendUnit(_ code: Int) throws(CaptureBodyError) -> Phrase {
        let unit = UInt16(truncatingIfNeeded: try read(bits: code == Code.unit8 ? 8 : 16))
        guard output.count < maximumUnits else { throw .tooLarge(maximum: maximumUnits) }
        output.append(unit)
        return Phrase(start: output.count - 1, count: 1)
    }

    /// Appends a phrase of the dictionary, or the one being made: the last phrase and its first unit again.
    private mutating func appendPhrase(_ index: Int, after last: Phrase) throws(CaptureBodyError) -> Phrase {
        guard index <= phrases.count else { throw .corrupt(.lz64, detail: "a code stands for no phrase") }
        let phrase = index < phrases.count ? phrases[index] : Phrase(start: last.start, count: last.count + 1)
        guard phrase.count <= maximumUnits - output.count else { throw .tooLarge(maximum: maximumUnits) }
        let start = output.count
        for place in phrase.start..<phrase.start + phrase.count { output.append(output[place]) }
        return Phrase(start: start, count: phrase.count)
    }

    private mutating func countCode() {
        codesLeft -= 1
        guard codesLeft == 0 else { return }
        codesLeft = 1 << codeWidth
        codeWidth += 1
    }

    private mutating func read(bits count: Int) throws(CaptureBodyError) -> Int {
        while bitCount < count {
            guard next < digits.endIndex else { throw .truncated(.lz64) }
            guard let digit = Base64.value(of: digits[next]) else {
                throw .corrupt(.lz64, detail: "a character is not of the base64 alphabet")
            }
            next += 1
            bits |= UInt64(Self.mirrored(digit)) << UInt64(bitCount)
            bitCount += 6
        }
        defer {
            bits >>= UInt64(count)
            bitCount -= count
        }
        return Int(bits & (1 << UInt64(count) - 1))
    }

    /// Six bits in reverse, so that digits can be strung together with the lowest bit first.
    private static func mirrored(_ digit: UInt8) -> UInt8 {
        var rest = digit
        var mirrored: UInt8 = 0
        for _ in 0..<6 {
            mirrored = mirrored << 1 | rest & 1
            rest >>= 1
        }
        return mirrored
    }
}

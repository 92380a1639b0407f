/// A set of Unicode scalars, as a character class of a pattern describes it.
struct ScalarSet: Sendable, Hashable {
    /// A class with a name; membership comes from the Unicode properties of the standard library.
    enum Named: Sendable, Hashable {
        case digit
        case word
        case space
        case newlineExcluded
        case everything
        case category(String)
        case property(String)
    }

    struct Member: Sendable, Hashable {
        let named: Named
        let isNegated: Bool
    }

    private(set) var ranges: [ClosedRange<UInt32>] = []
    private(set) var members: [Member] = []
    var isNegated = false
    var ignoresCase = false
    /// Sets whose members are members too.
    private(set) var nested: [ScalarSet] = []
    /// The answer for every ASCII scalar, worked out once.
    private var asciiLow: UInt64 = 0
    private var asciiHigh: UInt64 = 0

    mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }
    mutating func insert(_ named: Named, isNegated: Bool = false) {
        members.append(Member(named: named, isNegated: isNegated))
    }
    mutating func insert(_ set: ScalarSet) { nested.append(set.completed()) }

    /// Puts the ranges in order and works out the ASCII part; to be called once the set is complete.
    func completed() -> ScalarSet {
        var set = self
        set.ranges.sort { $0.lowerBound < $1.lowerBound }
        var merged: [ClosedRange<UInt32>] = []
        for range in set.ranges {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        set.ranges = merged
        for value in UInt32(0)..<128 where set.contains(slowly: value) {
            if value < 64 { set.asciiLow |= 1 << UInt64(value) } else { set.asciiHigh |= 1 << UInt64(value - 64) }
        }
        return set
    }

    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return asciiLow >> UInt64(scalar) & 1 == 1 }
        if scalar < 128 { return asciiHigh >> UInt64(scalar - 64) & 1 == 1 }
        return contains(slowly: scalar)
    }

    /// The ASCII scalars of the set as two words of bits.
    var ascii: (low: UInt64, high: UInt64) { (asciiLow, asciiHigh) }

    private func contains(slowly value: UInt32) -> Bool {
        var isMember = containsPlainly(value)
        if !isMember, ignoresCase {
            isMember = Self.caseVariants(of: value).contains { containsPlainly($0) }
        }
        return isMember != isNegated
    }

    private func containsPlainly(_ value: UInt32) -> Bool {
        isInRange(value)
            || members.contains { Self.matches($0.named, value) != $0.isNegated }
            || nested.contains { $0.contains(slowly: value) }
    }

    private func isInRange(_ value: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(value)
    }

    /// The other cases of a scalar that are one scalar long.
    private static func caseVariants(of value: UInt32) -> [UInt32] {
        guard let scalar = Unicode.Scalar(value) else { return [] }
        let mappings = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
        return mappings.compactMap { $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first?.value : nil }
    }

    private static func matches(_ named: Named, _ value: UInt32) -> Bool {
        switch named {
        case .everything: return true
        case .newlineExcluded: return value != 0x0A
        default: break
        }
        guard let scalar = Unicode.Scalar(value) else { return false }
        let properties = scalar.properties
        switch named {
        case .everything, .newlineExcluded: return true
        case .digit: return properties.generalCategory == .decimalNumber
        case .space: return properties.isWhitespace
        case .word:
            switch properties.generalCategory {
            case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: return true
            default: return properties.isAlphabetic || properties.isJoinControl
            }
        case .category(let name): return properties.generalCategory.abbreviation.hasPrefix(name)
        case .property(let name):
            switch name {
            case "alphabetic": return properties.isAlphabetic
            case "lowercase": return properties.isLowercase
            case "uppercase": return properties.isUppercase
            case "emoji": return properties.isEmoji
            default: return properties.isWhitespace
            }
        }
    }
}

extension Unicode.GeneralCategory {
    /// The two letters Unicode abbreviates the category with.
    fileprivate var abbreviation: String {
        switch self {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}

import Analytics
import JSON

/// A property comparison with everything about the filter's own value worked out beforehand.
///
/// The outcomes are those of the server column of PostHog API facts §12.4. A filter value that does not suit its
/// operator matches nobody, and neither does its negation, as on the server. Not copyable, so that looking at it never
/// counts references.
enum PropertyMatcher: ~Copyable, Sendable {
    enum Order: Sendable { case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual }
    enum DateOrder: Sendable { case before, after, same }

    case isSet
    case isNotSet
    case truth(Bool)
    case equalsAny(TextSet)
    case containsAny([FoldedText])
    case startsWith(FoldedText)
    case endsWith(FoldedText)
    case pattern(Pattern)
    case number(Order, Double)
    case between(ClosedRange<Double>)
    case version(Order, SemanticVersion)
    case versionRange(SemverRange)
    case date(DateOrder, PropertyDate)
    /// The filter's value suits its operator in no way.
    case nothing
}

/// What a comparison of one value found.
enum MatchOutcome: Sendable {
    case matched
    case notMatched
    /// The value does not suit the operator: neither the operator nor its negation matches.
    case incomparable
}

extension PropertyMatcher {
    /// Compares a value that is there.
    func compare(_ value: JSON, _ context: EvaluationContext, in set: FlagSet) -> MatchOutcome {
        if value.isNull { return compareNull }
        switch self {
        case .isSet: return .matched
        case .isNotSet: return .notMatched
        case .truth(let expected): return MatchOutcome(value.isTruthy == expected)
        case .equalsAny(let texts): return MatchOutcome(texts.contains(value.comparedText))
        case .containsAny(let texts):
            return Self.withText(of: value) { bytes in MatchOutcome(texts.contains { $0.isContained(in: bytes) }) }
        case .startsWith(let text): return Self.withText(of: value) { MatchOutcome(text.isPrefix(of: $0)) }
        case .endsWith(let text): return Self.withText(of: value) { MatchOutcome(text.isSuffix(of: $0)) }
        case .pattern(let pattern):
            return switch pattern.search(value.comparedText) {
            case .found: .matched
            case .notFound: .notMatched
            case .tooExpensive: .incomparable
            }
        case .number(let order, let expected):
            guard let number = value.comparedNumber else { return .incomparable }
            return MatchOutcome(order.holds(number, expected))
        case .between(let range):
            guard let number = value.comparedNumber, !number.isNaN else { return .incomparable }
            return MatchOutcome(range.contains(number))
        case .version(let order, let expected):
            guard let version = SemanticVersion(value.comparedText) else { return .incomparable }
            return MatchOutcome(order.holds(version, expected))
        case .versionRange(let range):
            guard let version = SemanticVersion(value.comparedText) else { return .incomparable }
            return MatchOutcome(range.contains(version))
        case .date(let order, let expected):
            return compare(date: value, order, expected, now: context.now, set.timeZone)
        case .nothing: return .incomparable
        }
    }

    /// A null is present, equals nothing and contains nothing.
    private var compareNull: MatchOutcome {
        switch self {
        case .isSet: .matched
        case .number: .incomparable
        case .between: .incomparable
        case .version: .incomparable
        case .versionRange: .incomparable
        case .date: .incomparable
        case .nothing: .incomparable
        default: .notMatched
        }
    }

    /// Whether a property that is missing matches.
    var matchesMissing: Bool {
        switch self {
        case .isNotSet: true
        default: false
        }
    }

    /// Whether the outcome changes as time goes by.
    var isRelativeDate: Bool {
        switch self {
        case .date(_, .relative): true
        default: false
        }
    }

    private func compare(
        date value: JSON, _ order: DateOrder, _ expected: PropertyDate, now: Timestamp, _ timeZone: ProjectTimeZone
    ) -> MatchOutcome {
        guard let moment = Self.moment(value, now: now, timeZone),
            let limit = expected.moment(now: now, in: timeZone)
        else { return .incomparable }
        return switch order {
        case .before: MatchOutcome(moment < limit)
        case .after: MatchOutcome(moment > limit)
        case .same: MatchOutcome(moment == limit)
        }
    }

    /// A number, as text too, counts seconds since 1970.
    private static func moment(_ value: JSON, now: Timestamp, _ timeZone: ProjectTimeZone) -> Timestamp? {
        if let seconds = value.comparedNumber {
            return Int64(exactly: (seconds * 1_000_000).rounded()).map(Timestamp.init(microseconds:))
        }
        guard let text = value.stringValue else { return nil }
        return PropertyDate(text)?.moment(now: now, in: timeZone)
    }

    private static func withText(
        of value: JSON, _ body: (UnsafeBufferPointer<UInt8>) -> MatchOutcome
    ) -> MatchOutcome {
        let text = value.comparedText
        if let outcome = text.utf8.withContiguousStorageIfAvailable(body) { return outcome }
        return Array(text.utf8).withUnsafeBufferPointer(body)
    }
}

extension PropertyMatcher.Order {
    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .equal: left == right
        case .notEqual: left != right
        }
    }
}

extension MatchOutcome {
    init(_ isMatch: Bool) {
        self = isMatch ? .matched : .notMatched
    }
}

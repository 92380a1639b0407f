import JSON

extension PropertyMatcher {
    /// A comparison and whether its outcome is inverted.
    struct Compiled: ~Copyable, Sendable {
        let matcher: PropertyMatcher
        let isNegated: Bool
    }

    /// Works out a filter; nil for an operator that is unknown or compares no properties.
    static func compile(_ property: FlagProperty, _ matching: PropertyMatching) -> Compiled? {
        let name = property.operator ?? .exact
        switch name {
        case .isSet: return Compiled(matcher: .isSet, isNegated: false)
        case .isNotSet: return Compiled(matcher: .isNotSet, isNegated: false)
        default: break
        }
        guard let value = property.value, !value.isNull else {
            return PropertyOperator.comparing.contains(name) ? Compiled(matcher: .nothing, isNegated: false) : nil
        }
        let text = value.comparedText
        switch name {
        case .exact, .isNot: return Compiled(matcher: equality(value, matching), isNegated: name == .isNot)
        case .containsIgnoringCase, .notContainsIgnoringCase:
            return Compiled(
                matcher: .containsAny([FoldedText(text)]), isNegated: name == .notContainsIgnoringCase)
        case .containsAny, .containsNone:
            let texts = value.arrayValue?.map { FoldedText($0.comparedText) } ?? [FoldedText(text)]
            return Compiled(matcher: .containsAny(texts), isNegated: name == .containsNone)
        case .startsWith, .notStartsWith:
            return Compiled(matcher: .startsWith(FoldedText(text)), isNegated: name == .notStartsWith)
        case .endsWith, .notEndsWith:
            return Compiled(matcher: .endsWith(FoldedText(text)), isNegated: name == .notEndsWith)
        case .regex, .notRegex:
            let pattern = try? Pattern(text)
            return Compiled(matcher: pattern.map(PropertyMatcher.pattern) ?? .nothing, isNegated: name == .notRegex)
        case .between, .notBetween:
            return Compiled(
                matcher: range(value).map(PropertyMatcher.between) ?? .nothing, isNegated: name == .notBetween)
        case .semverTilde: return plain(SemverRange.tilde(text).map(PropertyMatcher.versionRange))
        case .semverCaret: return plain(SemverRange.caret(text).map(PropertyMatcher.versionRange))
        case .semverWildcard: return plain(SemverRange.wildcard(text).map(PropertyMatcher.versionRange))
        case .isDateExact, .isDateBefore, .isDateAfter:
            guard let date = value.stringValue.flatMap(PropertyDate.init) else { return plain(nil) }
            let order: DateOrder = name == .isDateBefore ? .before : name == .isDateAfter ? .after : .same
            return plain(.date(order, date))
        default: break
        }
        if let order = name.numberOrder { return plain(value.comparedNumber.map { .number(order, $0) }) }
        if let order = name.versionOrder { return plain(SemanticVersion(text).map { .version(order, $0) }) }
        return nil
    }

    private static func plain(_ matcher: consuming PropertyMatcher?) -> Compiled {
        Compiled(matcher: matcher ?? .nothing, isNegated: false)
    }

    private static func equality(_ value: JSON, _ matching: PropertyMatching) -> PropertyMatcher {
        if matching == .legacy, value.isTruthValue { return .truth(value.isTruthy) }
        let values = value.arrayValue ?? [value]
        return .equalsAny(TextSet(values.map(\.comparedText)))
    }

    /// Two numbers, the smaller first.
    static func range(_ value: JSON) -> ClosedRange<Double>? {
        guard let bounds = value.arrayValue, bounds.count == 2, let low = bounds[0].comparedNumber,
            let high = bounds[1].comparedNumber, low <= high
        else { return nil }
        return low...high
    }
}

extension PropertyOperator {
    /// The operators that compare a property's value.
    static let comparing = Set(allKnown).subtracting([.isIn, .isNotIn, .flagEvaluatesTo])

    var numberOrder: PropertyMatcher.Order? {
        switch self {
        case .greaterThan: .greater
        case .greaterThanOrEqual, .minimum: .greaterOrEqual
        case .lessThan: .less
        case .lessThanOrEqual, .maximum: .lessOrEqual
        default: nil
        }
    }

    var versionOrder: PropertyMatcher.Order? {
        switch self {
        case .semverEqual: .equal
        case .semverNotEqual: .notEqual
        case .semverGreater: .greater
        case .semverGreaterOrEqual: .greaterOrEqual
        case .semverLess: .less
        case .semverLessOrEqual: .lessOrEqual
        default: nil
        }
    }
}

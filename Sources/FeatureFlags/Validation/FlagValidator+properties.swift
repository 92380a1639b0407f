import JSON

extension FlagValidator {
    func check(_ property: FlagProperty, path: String, _ problems: inout ProblemList) {
        if property.key.isEmpty { problems.add("\(path).key", "not empty", "a property needs a key") }
        guard PropertyType.allKnown.contains(property.type) else {
            problems.add(
                "\(path).type", "person, cohort, group, flag or person_metadata",
                "the type \(property.type.rawValue.quoted) is unknown")
            return
        }
        if let name = property.operator, !PropertyOperator.allKnown.contains(name) {
            problems.add("\(path).operator", "known operator", "the operator \(name.rawValue.quoted) is unknown")
            return
        }
        switch property.type {
        case .cohort: checkCohortFilter(property, path: path, &problems)
        case .flag: checkFlagFilter(property, path: path, &problems)
        default: checkComparison(property, path: path, &problems)
        }
    }

    private func checkComparison(_ property: FlagProperty, path: String, _ problems: inout ProblemList) {
        let name = property.operator ?? .exact
        let text = name.rawValue
        switch name {
        case .isIn, .isNotIn:
            problems.add("\(path).operator", "cohorts only", "\(text) is for cohorts only")
            return
        case .flagEvaluatesTo:
            problems.add("\(path).operator", "flags only", "\(text) is for flags only")
            return
        case .isSet, .isNotSet: return
        default: break
        }
        guard let value = property.value, !value.isNull else {
            problems.add("\(path).value", "required", "\(text) needs a value")
            return
        }
        if let (rule, detail) = Self.complaint(about: value, of: name) {
            problems.add("\(path).value", rule, detail)
        }
    }

    /// What is wrong with a value for an operator; nil when it suits.
    private static func complaint(about value: JSON, of name: PropertyOperator) -> (rule: String, detail: String)? {
        let text = name.rawValue
        switch name {
        case .exact, .isNot:
            let values = value.arrayValue ?? [value]
            let isPlain = values.allSatisfy { ["string", "number", "boolean"].contains($0.kind) }
            return isPlain ? nil : ("plain value or list", "\(text) needs a text, number, boolean or a list of these")
        case .containsIgnoringCase, .notContainsIgnoringCase, .startsWith, .notStartsWith, .endsWith, .notEndsWith:
            return value.stringValue == nil ? ("string", "\(text) needs a text") : nil
        case .containsAny, .containsNone:
            guard let texts = value.arrayValue, !texts.isEmpty, texts.allSatisfy({ $0.stringValue != nil }) else {
                return ("list of strings", "\(text) needs a list of texts")
            }
            return nil
        case .regex, .notRegex:
            guard let pattern = value.stringValue else { return ("string", "\(text) needs a text") }
            do throws(PatternError) {
                _ = try Pattern(pattern)
                return nil
            } catch {
                return ("regular expression", "not a regular expression: \(error.reason) (at \(error.offset))")
            }
        case .between, .notBetween:
            return PropertyMatcher.range(value) == nil
                ? ("two numbers", "\(text) needs a list of two numbers, the smaller first") : nil
        case .isDateExact, .isDateBefore, .isDateAfter:
            return value.stringValue.flatMap(PropertyDate.init) == nil
                ? ("date", "\(text) needs a date such as 2026-11-20, 2026-11-20T10:00:00Z or -7d") : nil
        case .semverTilde, .semverCaret:
            return value.stringValue.flatMap(SemanticVersion.init) == nil
                ? ("version", "\(text) needs a version such as 1.2.3") : nil
        case .semverWildcard:
            return value.stringValue.flatMap(SemverRange.wildcard) == nil
                ? ("version", "\(text) needs a version such as 1.2.*") : nil
        default: break
        }
        if name.numberOrder != nil {
            guard value.kind == "string" || value.kind == "number", value.comparedNumber?.isFinite == true else {
                return ("number", "\(text) needs a number")
            }
        }
        if name.versionOrder != nil, value.stringValue.flatMap(SemanticVersion.init) == nil {
            return ("version", "\(text) needs a version such as 1.2.3")
        }
        return nil
    }

    private func checkCohortFilter(_ property: FlagProperty, path: String, _ problems: inout ProblemList) {
        if let name = property.operator, ![.isIn, .isNotIn, .exact].contains(name) {
            problems.add("\(path).operator", "in or not_in", "a cohort needs in or not_in")
        }
        guard let id = property.cohortID else {
            problems.add("\(path).value", "cohort id", "a cohort is named by its id, a whole number")
            return
        }
        if let unreadable = malformedCohorts.first(where: { $0.id == id }) {
            problems.add("\(path).value", "cohort can be read", unreadable.explanation)
            return
        }
        guard let cohort = cohorts.first(where: { $0.id == id }) else {
            problems.add("\(path).value", "cohort_does_not_exist", "cohort \(id) does not exist")
            return
        }
        if !cohort.isStatic, cohort.definition.needsBehavior {
            problems.add(
                "\(path).value", "behavioral_cohort_found",
                "cohort \(id) looks at what persons did, which flags cannot evaluate")
        }
    }

    private func checkFlagFilter(_ property: FlagProperty, path: String, _ problems: inout ProblemList) {
        if property.operator != .flagEvaluatesTo {
            problems.add("\(path).operator", "flag_evaluates_to", "a flag needs the operator flag_evaluates_to")
        }
        guard let target = target(of: property) else {
            problems.add("\(path).key", "flag exists", "no flag has the id \(property.key.quoted)")
            return
        }
        if !target.active {
            problems.add("\(path).key", "active", "flag \(target.key) is not active")
        }
        switch property.value {
        case .bool: break
        case .string(let variant) where target.filters.variants.contains { $0.key == variant }: break
        case .string(let variant):
            problems.add("\(path).value", "a variant", "flag \(target.key) has no variant \(variant.quoted)")
        default: problems.add("\(path).value", "boolean or variant", "the outcome is true, false or a variant's key")
        }
    }
}

extension CohortGroup {
    /// Whether the definition looks at anything but properties and other cohorts.
    var needsBehavior: Bool {
        properties.contains { ![.person, .personMetadata, .cohort].contains($0.type) }
    }
}

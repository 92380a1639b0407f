import JSON

/// A property filter ready for evaluation.
final class CompiledProperty: Sendable {
    enum Source: Sendable {
        case person
        case personMetadata
        /// A group by the index of its type.
        case group(Int)
    }

    let property: FlagProperty
    let key: String
    let source: Source
    let matcher: PropertyMatcher
    /// Whether the operator is the negation of the comparison.
    let isNegated: Bool
    /// The property whose value stands in for a missing `$initial_…` one.
    let standIn: String?

    init(_ property: FlagProperty, _ source: Source, _ compiled: PropertyMatcher.Compiled) {
        self.property = property
        self.source = source
        key = property.key
        matcher = compiled.matcher
        isNegated = compiled.isNegated
        standIn = property.type == .person ? InitialProperties.standIn(for: property.key) : nil
    }

    /// Whether the filter matches in a context.
    func matches(_ session: EvaluationSession) -> Bool {
        outcome(of: value(session), session.context)
    }

    /// Whether the filter matches a value; nil is a property that is missing.
    func outcome(of value: JSON?, _ context: EvaluationContext) -> Bool {
        guard let value else {
            if case .isNotSet = matcher { return true }
            return isNegated
        }
        return switch matcher.compare(value, context) {
        case .matched: !isNegated
        case .notMatched: isNegated
        case .incomparable: false
        }
    }

    func value(_ session: EvaluationSession) -> JSON? {
        switch source {
        case .person:
            if let value = session.context.personProperties[key] { return value }
            if let standIn { return session.context.personProperties[standIn] }
            return key == "distinct_id" ? .string(session.context.distinctID) : nil
        case .personMetadata: return session.context.personMetadata[key]
        case .group(let index):
            guard let type = session.groupTypes.name(of: index) else { return nil }
            if let value = session.context.groupProperties[type]?[key] { return value }
            return key == "$group_key" ? session.context.groups[type].map(JSON.string) : nil
        }
    }
}

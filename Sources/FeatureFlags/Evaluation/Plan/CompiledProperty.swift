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

    init(_ property: FlagProperty, _ source: Source, _ compiled: consuming PropertyMatcher.Compiled) {
        self.property = property
        self.source = source
        key = property.key
        isNegated = compiled.isNegated
        matcher = compiled.matcher
        standIn = property.type == .person ? InitialProperties.standIn(for: property.key) : nil
    }

    /// Whether the filter matches in a context.
    func matches(_ context: EvaluationContext, in set: FlagSet) -> Bool {
        outcome(of: value(context, in: set), context, in: set)
    }

    /// Whether the filter matches a value; nil is a property that is missing.
    private func outcome(of value: JSON?, _ context: EvaluationContext, in set: FlagSet) -> Bool {
        guard let value else {
            return matcher.matchesMissing || isNegated
        }
        return switch matcher.compare(value, context, in: set) {
        case .matched: !isNegated
        case .notMatched: isNegated
        case .incomparable: false
        }
    }

    /// What a context has for the filter to compare; nil when it has nothing.
    func value(_ context: EvaluationContext, in set: FlagSet) -> JSON? {
        switch source {
        case .person:
            if let value = context.personProperties[key] { return value }
            if let standIn { return context.personProperties[standIn] }
            return key == "distinct_id" ? .string(context.distinctID) : nil
        case .personMetadata: return context.personMetadata[key]
        case .group(let index):
            guard let type = set.groupTypes.name(of: index) else { return nil }
            if let value = context.groupProperties[type]?[key] { return value }
            return key == "$group_key" ? context.groups[type].map(JSON.string) : nil
        }
    }
}

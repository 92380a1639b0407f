extension CompiledProperty {
    /// Prepares a filter on a person or a group; nil for an operator that compares no properties, an unknown one, and
    /// a group filter that no group type belongs to.
    static func compile(
        _ property: FlagProperty, flagLevel: Int?, _ matching: PropertyMatching
    ) -> CompiledProperty? {
        let source: Source
        switch property.type {
        case .person: source = .person
        case .personMetadata: source = .personMetadata
        case .group:
            guard let index = property.groupTypeIndex ?? flagLevel else { return nil }
            source = .group(index)
        default: return nil
        }
        guard let compiled = PropertyMatcher.compile(property, matching) else { return nil }
        return CompiledProperty(property, source, compiled)
    }

    /// Whether the outcome changes as time goes by.
    var isRelativeDate: Bool {
        matcher.isRelativeDate
    }
}

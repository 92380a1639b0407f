import JSON

extension FlagSet {
    /// The filters that compare dates, of flags and of cohorts.
    var dateFilters: [CompiledProperty] {
        let ofFlags = (0..<plan.properties.count).map { plan.properties[$0] }
        return (ofFlags + compiledCohorts.flatMap(\.properties)).filter(\.comparesDates)
    }
}

extension CompiledProperty {
    fileprivate var comparesDates: Bool {
        switch matcher {
        case .date: true
        default: false
        }
    }

    /// Whether what a context has for the filter to compare is itself a date counted back from now, which the server
    /// reads on either side of a comparison (PostHog API facts §12.4).
    func comparesRelativeDate(of context: EvaluationContext, in set: FlagSet) -> Bool {
        value(context, in: set)?.stringValue.flatMap(RelativeDate.init) != nil
    }
}

extension CompiledCohort {
    /// The filters of the definition.
    fileprivate var properties: [CompiledProperty] {
        var properties: [CompiledProperty] = []
        var open = [root].compactMap(\.self)
        while let node = open.popLast() {
            switch node {
            case .property(let property, _): properties.append(property)
            case .group(_, let nodes): open += nodes
            case .cohort, .never: break
            }
        }
        return properties
    }
}

import BasicContainers

/// The filters of a ``FlagPlan``, by place.
///
/// Neither the list nor its elements can be copied, so that asking a filter counts no references: with a plain array that
/// was a seventh of the time of a flag with five condition sets.
struct PlanProperties: ~Copyable, Sendable {
    /// Not private, as the compiler then fails to build a plan in another file.
    struct Element: ~Copyable, Sendable {
        let property: CompiledProperty

        func matches(_ context: EvaluationContext, in set: FlagSet) -> Bool {
            property.matches(context, in: set)
        }
    }

    private let elements: UniqueArray<Element>

    init(_ properties: [CompiledProperty]) {
        elements = UniqueArray(capacity: properties.count) { elements in
            for property in properties { elements.append(Element(property: property)) }
        }
    }

    var count: Int { elements.count }

    subscript(place: Int) -> CompiledProperty { elements.span[place].property }

    /// Whether the filter at a place matches.
    func matches(_ place: Int, _ context: EvaluationContext, in set: FlagSet) -> Bool {
        elements.span[place].matches(context, in: set)
    }
}

/// One thing that must hold, by its place in one of the lists of a ``FlagPlan``.
enum CompiledRequirement: Sendable {
    case property(Int)
    case flag(Int)
    case cohort(Int)
    case broken(problem: Int)
}

/// One field of a flag that breaks a rule.
public struct FlagProblem: Error, Sendable, Hashable {
    /// The path of the field, for example `filters.groups[0].properties[1].value`.
    public let field: String
    /// The rule in a word or two, for example `unique` or `0...100`.
    public let rule: String
    /// One sentence for a person.
    public let detail: String

    public init(field: String, rule: String, detail: String) {
        self.field = field
        self.rule = rule
        self.detail = detail
    }
}

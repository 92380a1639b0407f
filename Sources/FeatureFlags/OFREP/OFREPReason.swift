/// How a value came about, in OpenFeature's words; clients refuse any other word (flag systems §4b).
public enum OFREPReason: String, Sendable, Hashable, CaseIterable {
    /// The same for everybody.
    case `static` = "STATIC"
    /// The context met conditions.
    case targetingMatch = "TARGETING_MATCH"
    /// A share of the users decided.
    case split = "SPLIT"
    /// The flag is switched off; there is no value.
    case disabled = "DISABLED"
    /// No condition set gave the user a value. OFREP's own list leaves this word out, but every OpenFeature SDK knows
    /// it, PostHog's provider answers it (PostHog API facts §12.6), and none of the listed words is true of the case.
    case `default` = "DEFAULT"
}

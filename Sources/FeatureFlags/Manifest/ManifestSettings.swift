/// How flags are translated between PostHog and the manifest; the names in the configuration are those of the
/// OpenFeature proxy specification ("Configuration Environment Variables").
public struct ManifestSettings: Sendable, Hashable {
    /// `COERCE_NUMERIC_STRINGS`: whether text that is a number is read as one, in flags made in PostHog.
    public var coercesNumericStrings: Bool
    /// `COERCE_BOOLEAN_STRINGS`: whether `true`, `yes`, `on` and their opposites are read as truth values.
    public var coercesBooleanStrings: Bool
    /// `DEFAULT_ROLLOUT_PERCENTAGE`: percent of the users a new flag is on for, 0 to 100.
    public var defaultRolloutPercentage: Double

    public init(
        coercesNumericStrings: Bool = false, coercesBooleanStrings: Bool = false, defaultRolloutPercentage: Double = 0
    ) {
        self.coercesNumericStrings = coercesNumericStrings
        self.coercesBooleanStrings = coercesBooleanStrings
        self.defaultRolloutPercentage = min(max(defaultRolloutPercentage, 0), 100)
    }
}

import FeatureFlags

extension ManifestSettings {
    /// What the settings change in how flags are shown, for entity tags; empty for the settings as they come.
    var entityTagPart: String {
        (coercesNumericStrings ? "n" : "") + (coercesBooleanStrings ? "b" : "")
    }
}

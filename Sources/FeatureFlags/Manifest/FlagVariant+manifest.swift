extension FlagVariant {
    /// How a variant is told that only carries the default and that the manifest does not list (DESIGN §4.7): by its
    /// name, which PostHog shows to people and keeps as it is.
    static let defaultCarrierName = "OpenFeature default"

    /// The key such a variant has unless the caller uses it.
    static let defaultCarrierKey = "default"

    var carriesDefault: Bool { name == Self.defaultCarrierName }
}

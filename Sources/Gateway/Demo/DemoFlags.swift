import FeatureFlags
import JSON

/// The flags of the demo shop: on for everybody, for some, for nobody, and with variants.
enum DemoFlags {
    static let actor = FlagActor(name: "demo")

    /// What a new store gets, in the order the list shows them.
    static let drafts = [
        FlagDraft(
            key: "express-checkout", name: "One page instead of three at the checkout",
            filters: FlagFilters(groups: [
                FlagCondition(
                    properties: [FlagProperty(key: "plan", value: ["business"], operator: .exact)],
                    rolloutPercentage: 100),
                FlagCondition(rolloutPercentage: 25),
            ]), tags: ["checkout"]),
        FlagDraft(
            key: "search-engine", name: "Which engine answers a search",
            filters: FlagFilters(
                groups: [
                    // Whose searches time out in the traffic.
                    FlagCondition(
                        properties: [
                            FlagProperty(key: "email", value: [.string(DemoTraffic.email(ofUser: 2))], operator: .exact)
                        ],
                        rolloutPercentage: 100, variant: "vector"),
                    FlagCondition(rolloutPercentage: 100),
                ],
                multivariate: FlagMultivariate(variants: [
                    FlagVariant(key: "classic", rolloutPercentage: 80),
                    FlagVariant(key: "vector", rolloutPercentage: 20),
                ])), tags: ["search"]),
        FlagDraft(
            key: "page-size", name: "How many products a page shows",
            filters: FlagFilters(
                groups: [FlagCondition(rolloutPercentage: 100)],
                multivariate: FlagMultivariate(variants: [
                    FlagVariant(key: "small", rolloutPercentage: 50), FlagVariant(key: "large", rolloutPercentage: 50),
                ]),
                payloads: ["small": "24", "large": "60"]),
            // The default tells OpenFeature that the payloads are numbers (DESIGN §4.3).
            tags: ["search", "openfeature-default:small"]),
        FlagDraft(
            key: "free-shipping-banner", name: "A line above every page",
            filters: FlagFilters(groups: [FlagCondition(rolloutPercentage: 100)])),
        FlagDraft(
            key: "gift-wrapping", name: "Offered with the cart; waits for the boxes",
            filters: FlagFilters(groups: [FlagCondition(rolloutPercentage: 100)]), active: false, tags: ["checkout"]),
    ]
}

public import Analytics
public import FeatureFlags

/// What every `FlagStore` must do.
///
/// Run each check on an empty store of its own:
///
///     @Test(arguments: FlagStoreConformance.checks)
///     func engine(_ check: StoreCheck<any FlagStore>) async throws { try await check.run(makeStore()) }
public enum FlagStoreConformance {
    public static let checks: [StoreCheck<any FlagStore>] =
        readingChecks + listChecks + writingChecks + concurrencyChecks + lifecycleChecks + historyChecks + revertChecks
        + cohortChecks + memberChecks + transferChecks + usageChecks + continuityChecks

    /// What a store must do that keeps definitions itself; PostHog drops members of filters that it does not know.
    public static let definitionChecks: [StoreCheck<any FlagStore>] = keepingChecks

    /// What a store must do that also takes events.
    public static let captureChecks: [StoreCheck<any EventStore & FlagStore>] = eventChecks
}

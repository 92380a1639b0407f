public import Analytics

/// What every `EventStore` must do.
///
/// Run each check on an empty store of its own whose threshold for slow requests is 1,000 milliseconds:
///
///     @Test(arguments: EventStoreConformance.checks)
///     func engine(_ check: StoreCheck<any EventStore>) async throws { try await check.run(makeStore()) }
public enum EventStoreConformance {
    public static let checks: [StoreCheck<any EventStore>] =
        ingestChecks + personChecks + mergeChecks + searchChecks + pagingChecks + activityChecks + slowChecks
        + valueChecks + errorChecks + requestChecks + groupChecks + retentionChecks
}

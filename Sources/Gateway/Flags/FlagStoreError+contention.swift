import FeatureFlags

extension FlagStoreError {
    /// Others changed what was to be changed each time it was tried.
    static let contention = FlagStoreError.unavailable(
        "Others change the flags at this moment; try again shortly.", retryAfterSeconds: 1)
}

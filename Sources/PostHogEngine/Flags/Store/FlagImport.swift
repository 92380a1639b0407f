import FeatureFlags
import JSON
import PostHogClient

/// One import on its way into PostHog, which takes one flag at a time.
struct FlagImport {
    /// How long an import may take: the server gives every request 30 seconds, and what is made must be noted in them.
    static let patience = Duration.seconds(20)
    /// How many writes are under way at once.
    static let concurrency = 8

    /// A flag as PostHog has just made or changed it.
    struct Written: Sendable {
        let answer: PostHogFlag
        let action: FlagChange.Action
        /// The flag as it was; nil for a new one.
        let old: FeatureFlag?
    }

    let total: Int
    let origin: ChangeOrigin
    let deadline: ContinuousClock.Instant
    var references = ImportReferences()
    /// How many changes PostHog has made.
    var done = 0
    /// Flags that are made and not yet in the copy that everybody reads.
    var fresh: [FeatureFlag] = []

    init(total: Int, origin: ChangeOrigin) {
        self.total = total
        self.origin = origin
        deadline = ContinuousClock.now.advanced(by: Self.patience)
    }

    /// The time that is left; nil when it is over.
    var left: Duration? {
        let left = ContinuousClock.now.duration(to: deadline)
        return left > .zero ? left : nil
    }

    /// What the caller is told when an import stops in the middle: a repeated one finds what is done.
    func interrupted(_ reason: String, retryAfterSeconds: Int?) -> FlagStoreError {
        .unavailable(
            "\(done) of \(total) changes of the import are made; repeat it for the others: \(reason)",
            retryAfterSeconds: retryAfterSeconds)
    }

    /// An error of one write, with how far the import came where repeating it helps.
    func failure(_ error: FlagStoreError) -> FlagStoreError {
        guard case .unavailable(let reason, let seconds) = error else { return error }
        return interrupted(reason, retryAfterSeconds: seconds)
    }
}

import FeatureFlags
import Logging
import Synchronization

/// Counts evaluations in memory and hands them to the store now and then: a write for each would cost far more than
/// the evaluation.
///
/// The counts of at most the last second are lost when the process is killed; they are statistics, nothing is decided
/// by them.
final class FlagUsageCounter: Sendable {
    /// Keys nobody has are the caller's own words; more of them than this are not told apart until the next hand-over.
    private static let maximumUnknownKeys = 1_000

    private struct Counts {
        var evaluations: [String: Int] = [:]
        /// Evaluations of whole sets: one number, instead of one per flag.
        var bulk: [(flags: FlagSet, count: Int)] = []
        var unknown: [String: Int] = [:]

        var isEmpty: Bool { evaluations.isEmpty && bulk.isEmpty && unknown.isEmpty }
    }

    private let store: any FlagStore
    private let clock: SystemClock
    private let logger: Logger
    private let counts = Mutex(Counts())

    init(store: any FlagStore, clock: SystemClock, logger: Logger) {
        self.store = store
        self.clock = clock
        self.logger = logger
    }

    func countEvaluation(of key: String) {
        counts.withLock { $0.evaluations[key, default: 0] += 1 }
    }

    func countEvaluation(ofAll flags: FlagSet) {
        counts.withLock { counts in
            if let last = counts.bulk.indices.last, counts.bulk[last].flags === flags {
                counts.bulk[last].count += 1
            } else {
                counts.bulk.append((flags, 1))
            }
        }
    }

    func countUnknown(_ key: String) {
        counts.withLock { counts in
            guard counts.unknown[key] != nil || counts.unknown.count < Self.maximumUnknownKeys else { return }
            counts.unknown[key, default: 0] += 1
        }
    }

    /// Hands over once a second until the task is cancelled, and what is left then.
    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            await handOver()
        }
        await handOver()
    }

    func handOver() async {
        let taken = counts.withLock { counts in
            let taken = counts
            counts = Counts()
            return taken
        }
        guard !taken.isEmpty else { return }
        var evaluations = taken.evaluations
        for (flags, count) in taken.bulk {
            for flag in flags.flags where !flag.archived { evaluations[flag.key, default: 0] += count }
        }
        do throws(FlagStoreError) {
            if !evaluations.isEmpty { try await store.recordEvaluations(evaluations, at: clock.now) }
            if !taken.unknown.isEmpty { try await store.recordUnknownKeys(taken.unknown, at: clock.now) }
        } catch {
            logger.warning("evaluations could not be counted", metadata: ["error": "\(error)"])
        }
    }
}

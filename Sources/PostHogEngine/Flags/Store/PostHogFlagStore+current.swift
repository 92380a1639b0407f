public import FeatureFlags
import JSON
import PostHogClient

extension PostHogFlagStore {
    /// The most flags, and the most cohorts, that are read.
    private static let maximumEntries = 20_000

    /// All flags, archived ones included, and cohorts as PostHog has them at this moment; no copy will do.
    ///
    /// For commands that compare: PostHog bills every list of flags as local evaluation (PostHog API facts §13).
    public func currentFlags() async throws(FlagStoreError) -> FlagSet {
        do throws(PostHogError) {
            let (listed, described) = try await upstream.call { client throws(PostHogError) in
                var archived = PostHogFlagFilter()
                archived.archived = true
                let flags = try await client.flags().collect(atMost: Self.maximumEntries)
                let hidden = try await client.flags(matching: archived).collect(atMost: Self.maximumEntries)
                return (flags + hidden, try await client.cohorts().collect(atMost: Self.maximumEntries))
            }
            var flags: [Int64: FeatureFlag] = [:]
            var malformed: [MalformedFlag] = []
            for flag in listed where !flag.deleted && flags[flag.id] == nil {
                do throws(FlagProblem) {
                    flags[flag.id] = try FeatureFlag(posthog: flag.json)
                } catch {
                    malformed.append(
                        MalformedFlag(
                            key: flag.key, id: flag.id, version: flag.version, problem: error, source: flag.json))
                }
            }
            let (cohorts, malformedCohorts) = Cohort.read(posthog: described.map(\.json))
            return FlagSet(
                flags: flags.values.sorted { $0.id < $1.id }, malformed: malformed, cohorts: cohorts,
                malformedCohorts: malformedCohorts)
        } catch {
            throw FlagStoreError(error, subject: "flags")
        }
    }
}

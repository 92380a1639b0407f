import Analytics
import FeatureFlags
import JSON
import Logging
import PostHogClient
import Synchronization

extension FlagMirror {
    /// How long a change of the catalogue waits for another process's.
    private static let patience = Duration.seconds(5)
    /// The most flags a project has (PostHog API facts §7.5).
    static let maximumFlags = 20_000

    /// Changes the catalogue for all processes; the change is visible to every reader of this one when it returns.
    func change(_ change: @Sendable (inout FlagCatalog) -> Void) async throws(FlagStoreError) {
        do throws(LocalFileError) {
            guard let hold = try await catalogLock.hold(within: Self.patience) else {
                throw LocalFileError("\(catalogFile.path) is kept locked by another process")
            }
            _ = look()
            let (before, settled) = state.withLock { ($0.catalog, $0.document?.receivedAt) }
            var catalog = before
            change(&catalog)
            if let settled {
                catalog.settle(
                    before: settled.advanced(
                        byMicroseconds: -FlagAssembly.settlingSeconds * Timestamp.microsecondsPerSecond))
            }
            guard catalog != before else { return }
            let file = try catalogFile.replace(with: [catalog.json(project: project).serialized()])
            let changed = catalog
            state.withLock { state in
                state.catalog = changed
                state.catalogFile = file
                state.flags = nil
            }
            _ = look()
            withExtendedLifetime(hold) {}
        } catch {
            throw .failed(error.description)
        }
    }

    /// Reads from the CRUD API what the definitions have made necessary; the caller holds the lock of the poll.
    func completeCatalog() async {
        guard let content = look() else { return }
        let need = CatalogNeed(document: content.document, catalog: content.catalog)
        guard content.catalog.completeFor != content.document.identity else { return }
        let askedAt = WallClock.now
        do throws(PostHogError) {
            let flags = try await read(need)
            let cohorts = need.areCohortsNeeded ? try await readCohorts() : nil
            let timeZone = await readTimeZone()
            let identity = content.document.identity
            do throws(FlagStoreError) {
                try await change { catalog in
                    switch flags {
                    case .all(let flags, let malformed):
                        catalog.take(flags: flags, malformed: malformed, askedAt: askedAt)
                    case .some(let flags, let malformed, let gone):
                        catalog.take(
                            flags: catalog.flags.values.filter { !gone.contains($0.id) } + flags,
                            malformed: catalog.malformedFlags.values.filter { !gone.contains($0.id ?? 0) } + malformed,
                            askedAt: askedAt)
                    }
                    if let cohorts {
                        catalog.take(cohorts: cohorts.cohorts, malformed: cohorts.malformed, askedAt: askedAt)
                    }
                    if let timeZone { catalog.timeZone = timeZone }
                    catalog.completeFor = identity
                }
            } catch {
                logger.error("the flag catalogue cannot be kept", metadata: ["error": "\(error)"])
            }
        } catch {
            logger.warning("the flag catalogue is not complete", metadata: ["reason": "\(error)"])
        }
    }

    /// Reads all cohorts, which PostHog does not bill; what is known stays while it cannot be reached.
    /// - Throws: what PostHog answered instead.
    @discardableResult
    func readCohortsAnew() async throws(PostHogError) -> [PostHogCohort] {
        let askedAt = WallClock.now
        let answers = try await cohortAnswers()
        let cohorts = Cohort.read(posthog: answers.map(\.json))
        do throws(FlagStoreError) {
            try await change { catalog in
                catalog.take(cohorts: cohorts.cohorts, malformed: cohorts.malformed, askedAt: askedAt)
            }
        } catch {
            logger.error("the flag catalogue cannot be kept", metadata: ["error": "\(error)"])
        }
        return answers
    }

    private enum Reading: Sendable {
        case all([FeatureFlag], malformed: [MalformedFlag])
        case some([FeatureFlag], malformed: [MalformedFlag], gone: Set<Int64>)
    }

    private func read(_ need: CatalogNeed) async throws(PostHogError) -> Reading {
        guard !need.isListNeeded else {
            return try await upstream.call { client throws(PostHogError) in
                // Without the filter PostHog leaves archived flags out (PostHog API facts §7.1).
                let flags = try await client.flags().collect(atMost: Self.maximumFlags)
                var archived = PostHogFlagFilter()
                archived.archived = true
                let hidden = try await client.flags(matching: archived).collect(atMost: Self.maximumFlags)
                let read = FeatureFlag.read(posthog: (flags + hidden).map(\.json))
                return .all(read.flags, malformed: read.malformed)
            }
        }
        var found: [JSON] = []
        var gone: Set<Int64> = []
        for id in need.flagIDs {
            do throws(PostHogError) {
                let flag = try await upstream.call { client throws(PostHogError) in try await client.flag(id: id) }
                found.append(flag.json)
            } catch {
                guard error.kind == .notFound else { throw error }
                gone.insert(id)
            }
        }
        let read = FeatureFlag.read(posthog: found)
        return .some(read.flags, malformed: read.malformed, gone: gone)
    }

    /// The name of the project's time zone; nil when PostHog does not tell it to this key, and what is known stays.
    private func readTimeZone() async -> String? {
        do throws(PostHogError) {
            return try await upstream.call { client throws(PostHogError) in try await client.project() }.timezone
        } catch {
            logger.warning("PostHog does not tell the project's time zone", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    private func readCohorts() async throws(PostHogError) -> (cohorts: [Cohort], malformed: [MalformedCohort]) {
        Cohort.read(posthog: try await cohortAnswers().map(\.json))
    }

    private func cohortAnswers() async throws(PostHogError) -> [PostHogCohort] {
        try await upstream.call { client throws(PostHogError) in
            try await client.with(deadline: PostHogFlagStore.readTimeout).cohorts().collect(atMost: 10_000)
        }
    }
}

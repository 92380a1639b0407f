import Analytics
import FeatureFlags
import JSON
import Logging
import PostHogClient
import Synchronization

extension FlagMirror {
    /// Why the definitions are asked for.
    enum Occasion {
        /// Time has passed; somebody else may have asked already.
        case schedule
        /// This gateway has written something that PostHog's answer will show.
        case write
    }

    /// How often PostHog is asked again soon after a write that its definitions do not show yet.
    private static let followUps = 4

    /// Follows PostHog until the task is cancelled.
    func run() async {
        var failures = 0
        var followUps = 0
        while !Task.isCancelled {
            await poll(takeRequest() ? .write : .schedule)
            let isFailing = state.withLock { $0.failure != nil }
            failures = isFailing ? failures + 1 : 0
            let isUnsettled = isUnsettled
            followUps = isUnsettled ? followUps + 1 : 0
            let wait = nextWait(
                hasFlags: look() != nil, failures: failures,
                isUnsettled: isUnsettled && followUps <= Self.followUps)
            await signal.wait(atMost: wait)
            if isUnsettled { state.withLock { $0.isAskedFor = true } }
        }
    }

    /// Has the definitions polled soon, because this gateway has written something.
    func requestPoll() {
        state.withLock { $0.isAskedFor = true }
        signal.wake()
    }

    private func takeRequest() -> Bool {
        state.withLock { state in
            defer { state.isAskedFor = false }
            return state.isAskedFor
        }
    }

    /// Asks PostHog for the definitions, unless another process is asking or has just asked.
    func poll(_ occasion: Occasion) async {
        do throws(LocalFileError) {
            let wait: Duration = occasion == .write ? settings.timeout + .seconds(2) : .zero
            guard let hold = try await pollLock.hold(within: wait) else { return }
            let current = look()
            guard isDue(occasion, hasFlags: current != nil) else {
                // Whoever has just asked has tried to complete the catalogue too, in vain if it is not complete.
                if current != nil { state.withLock { $0.hasTriedCatalog = true } }
                return
            }
            // Without the mark another process may ask once more, and nothing worse.
            try? attempt.set()
            state.withLock { $0.polls += 1 }
            await ask(for: current)
            await completeCatalog()
            state.withLock { $0.hasTriedCatalog = true }
            withExtendedLifetime(hold) {}
        } catch {
            fail(error.description)
        }
    }

    private func isDue(_ occasion: Occasion, hasFlags: Bool) -> Bool {
        let pause = state.withLock(\.pause)
        if let pause, clock.now < pause.until, upstream.current == pause.credentials { return false }
        guard occasion == .schedule, let asked = attempt.time else { return true }
        // A clock that was set back must not end polling.
        let since = WallClock.now.milliseconds(since: asked) / 1_000
        let interval = settings.interval / .seconds(1)
        return since < 0 || since >= (hasFlags ? interval * 0.8 : 0.5)
    }

    /// The time until the next poll: the interval, a tenth more or less; shorter while there is nothing to serve.
    private func nextWait(hasFlags: Bool, failures: Int, isUnsettled: Bool) -> Duration {
        let jitter = Double.random(in: 0.9...1.1)
        let interval = settings.interval / .seconds(1)
        if !hasFlags { return .seconds(min(interval, Double(1 << min(max(failures, 1) - 1, 6))) * jitter) }
        return .seconds((isUnsettled ? min(interval, 2) : interval) * jitter)
    }

    /// Whether this gateway has written a flag that the definitions do not show.
    private var isUnsettled: Bool {
        guard let content = look() else { return false }
        let versions = Dictionary(content.document.flags.map { ($0.id, $0.version) }) { first, _ in first }
        return content.catalog.writtenFlags.contains { id, writtenAt in
            guard content.document.mayLack(writtenAt: writtenAt), let flag = content.catalog.flags[id] else {
                return false
            }
            return flag.deleted ? versions[id] != nil : (versions[id] ?? 0) < flag.version && !flag.archived
        }
    }

    private func ask(for current: Content?) async {
        let answer = await answer(entityTag: current?.document.entityTag)
        switch PollDecision(answer, current: current?.document) {
        case .confirm: confirm()
        case .replace(let document): keep(document)
        case .replaceWhenListIsEmpty(let document):
            if let reason = await reasonAgainstEmptiness() {
                fail("PostHog sent an empty list of flags: \(reason)")
            } else {
                keep(document)
            }
        case .keep(let reason): fail(reason)
        }
    }

    private func answer(entityTag: String?) async -> PollAnswer {
        let credentials = upstream.current
        do throws(PostHogError) {
            let answer = try await upstream.call { [settings] client throws(PostHogError) in
                try await client.with(timeout: settings.timeout, deadline: settings.timeout, attempts: 1)
                    .flagDefinitions(ifNoneMatch: entityTag)
            }
            switch answer {
            case .notModified: return .notModified
            case .definitions(let definitions):
                do throws(DefinitionsError) {
                    return .document(
                        try DefinitionsDocument(
                            definitions.json, body: definitions.body, entityTag: definitions.etag,
                            receivedAt: WallClock.now))
                } catch {
                    return .malformed(error.description)
                }
            }
        } catch {
            if let seconds = error.retryAfterSeconds {
                let until = clock.now.advanced(
                    byMicroseconds: Int64(min(seconds, 3_600)) * Timestamp.microsecondsPerSecond)
                state.withLock { $0.pause = (until, credentials) }
            }
            return PollAnswer(error)
        }
    }

    /// Asks the CRUD API whether the project really has no flag that definitions would list.
    /// - Returns: what speaks against it; nil when nothing does.
    private func reasonAgainstEmptiness() async -> String? {
        do throws(PostHogError) {
            let listed = try await upstream.call { client throws(PostHogError) in
                try await client.flags().collect(atMost: Self.maximumFlags)
            }
            guard let flag = listed.first(where: { !$0.deleted && !$0.isRemoteConfiguration }) else { return nil }
            return "its list of flags still has \(flag.key)"
        } catch {
            return "whether all flags are deleted cannot be told: \(error.description)"
        }
    }

    private func confirm() {
        let now = clock.now
        do throws(LocalFileError) {
            try confirmation.set()
        } catch {
            logger.error("the confirmation of flags cannot be kept", metadata: ["error": "\(error)"])
        }
        // Seen now, and not when somebody asks: the clock may be set before that.
        let mark = confirmation.time
        state.withLock { state in
            state.seenConfirmation.see(mark, by: clock)
            state.confirmedAt = max(state.confirmedAt, now)
            state.failure = nil
        }
    }

    private func keep(_ document: DefinitionsDocument) {
        var file: FileState?
        do throws(LocalFileError) {
            file = try definitionsFile.replace(with: DefinitionsCopy(project: project, document: document).parts)
        } catch {
            logger.error("the flag definitions cannot be kept on disk", metadata: ["error": "\(error)"])
            file = definitionsFile.state
        }
        state.withLock { state in
            state.document = document
            state.documentFile = file
            state.flags = nil
        }
        confirm()
        _ = look()
    }

    func fail(_ reason: String) {
        logger.warning("flags are not confirmed", metadata: ["reason": "\(reason)"])
        // Without the mark other processes only find out a little later.
        try? failure.set()
        let mark = failure.time
        state.withLock { state in
            state.seenFailure.see(mark, by: clock)
            state.failure = (clock.now, reason)
        }
    }
}

extension PollAnswer {
    /// What a failed call means to the copy that is kept.
    fileprivate init(_ error: PostHogError) {
        switch error.kind {
        case .quota: self = .quotaLimited(error.detail)
        case .authentication, .permission: self = .unauthorized(error.description)
        case .malformed, .tooLarge: self = .malformed(error.description)
        default: self = .failed(error.description)
        }
    }
}

extension PostHogFlag {
    /// Whether the flag only carries a payload; definitions leave such flags out.
    fileprivate var isRemoteConfiguration: Bool { json["is_remote_configuration"]?.boolValue ?? false }
}

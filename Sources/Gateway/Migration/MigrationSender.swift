import PostHogClient

/// Sends batches to the capture of a project, until it has answered or patience is at an end.
struct MigrationSender: Sendable {
    /// A message PostHog does not take, whatever is sent with it.
    struct Refusal: Sendable, Equatable {
        let message: MigrationMessage
        let reason: String
    }

    /// How long one batch may take.
    private static let timeout = Duration.seconds(30)
    /// The pauses between the attempts with one batch, unless PostHog names longer ones.
    private static let pauses: [Duration] = [1, 2, 4, 8, 15, 30].map { .seconds($0) }
    private static let longestPause = Duration.seconds(120)

    let client: PostHogClient
    let token: String
    /// Told when an attempt failed and another one follows.
    let note: @Sendable (String) -> Void

    /// - Returns: the messages that were left out.
    /// - Throws: ``MigrationError/refused(_:)`` when PostHog takes none of it, ``MigrationError/outOfReach(_:)``.
    func send(_ messages: ArraySlice<MigrationMessage>) async throws(MigrationError) -> [Refusal] {
        let refusals = try await sendInParts(messages)
        if messages.count > 1, refusals.count == messages.count, let first = refusals.first {
            throw .refused("none of \(messages.count) events is taken, the first because: \(first.reason)")
        }
        return refusals
    }

    /// PostHog refuses a batch as a whole: halves, of halves, find the message at fault.
    private func sendInParts(_ messages: ArraySlice<MigrationMessage>) async throws(MigrationError) -> [Refusal] {
        guard let reason = try await refusal(of: messages), let first = messages.first else { return [] }
        guard messages.count > 1 else { return [Refusal(message: first, reason: reason)] }
        let middle = messages.startIndex + messages.count / 2
        let left = try await sendInParts(messages[..<middle])
        return try await left + sendInParts(messages[middle...])
    }

    /// - Returns: why PostHog does not take these messages; nil when it has taken them.
    private func refusal(of messages: ArraySlice<MigrationMessage>) async throws(MigrationError) -> String? {
        var attempt = 0
        while true {
            do throws(PostHogError) {
                let answer = try await client.with(timeout: Self.timeout, deadline: Self.timeout, attempts: 1)
                    .deliver(messages.lazy.map(\.body), historicalMigration: true, token: token)
                guard !answer.quotaLimited.contains("events") else {
                    throw PostHogError(.quota, status: 200, detail: "the plan's events are used up, it drops more")
                }
                return nil
            } catch {
                if error.isAboutTheEvents { return error.detail }
                guard error.isTransient, attempt < Self.pauses.count else { throw MigrationError(error) }
                let pause = max(Self.pauses[attempt], error.retryAfter ?? .zero)
                guard pause <= Self.longestPause else { throw MigrationError(error) }
                attempt += 1
                note("\(error.detail); next attempt in \(pause.components.seconds) s")
                try? await Task.sleep(for: pause)
            }
        }
    }
}

extension PostHogError {
    /// Whether other events would be taken.
    fileprivate var isAboutTheEvents: Bool {
        kind == .validation || kind == .invalidArgument || status == 413
    }
}

import Testing

/// Everything that needs a PostHog; one at a time, because faults of the server meet every project.
@Suite(.serialized, .enabled(if: PostHogServer.isRunning, PostHogServer.reason))
struct ServerTests {}

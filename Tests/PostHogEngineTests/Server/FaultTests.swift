import Testing

/// What needs a PostHog that fails; one test at a time, because faults meet every project of the server.
@Suite(.serialized, PostHogServer.Use.faults.condition)
struct FaultTests {}

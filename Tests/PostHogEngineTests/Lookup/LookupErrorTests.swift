import Analytics
import PostHogClient
import Testing

@testable import PostHogEngine

struct LookupErrorTests {
    /// DESIGN §4.12: what PostHog has answered is told, everything else is PostHog out of reach.
    @Test(
        arguments: [
            (.malformed, 200, .unavailable), (.malformed, 204, .unavailable), (.malformed, nil, .unavailable),
            (.redirected, 302, .unavailable), (.rejected, 408, .unavailable), (.rejected, 425, .unavailable),
            (.server, 503, .unavailable), (.throttled, 429, .unavailable), (.unreachable, nil, .unavailable),
            (.timeout, nil, .unavailable), (.limited, nil, .unavailable), (.server, 500, .upstream(status: 500)),
            (.quota, 402, .upstream(status: 402)), (.rejected, 418, .upstream(status: 418)),
            (.authentication, 401, .upstream(status: 401)), (.validation, 400, .upstream(status: 400)),
        ] as [(PostHogError.Kind, Int?, EventStoreError.Code)])
    func whatIsNoAnswerOfPostHogIsToBeAskedAgain(
        _ kind: PostHogError.Kind, _ status: Int?, _ code: EventStoreError.Code
    ) {
        let error = EventStoreError(PostHogError(kind, status: status, detail: "x"))
        #expect(error.code == code)
        #expect((error.retryAfterSeconds ?? 0 > 0) == (code == .unavailable))
    }
}

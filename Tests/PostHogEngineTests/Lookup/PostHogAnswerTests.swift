import Analytics
import PostHogClient
import Testing

@testable import PostHogEngine

struct PostHogAnswerTests {
    /// What has no status gets none.
    @Test(
        arguments: [
            (PostHogError(.server, status: 500, detail: "broken"), .upstream(status: 500)),
            (PostHogError(.malformed, status: 200, detail: "no JSON"), .unavailable),
            (PostHogError(.malformed, detail: "cannot be unpacked"), .unavailable),
            (PostHogError(.rejected, detail: "refused"), .unusable),
            (PostHogError(.tooLarge, detail: "32 MB"), .tooLarge),
            (PostHogError(.unreachable, detail: "gone"), .unavailable),
            (PostHogError(.server, status: 503, detail: "full"), .unavailable),
        ] as [(PostHogError, EventStoreError.Code)])
    func anErrorSaysWhatHappened(_ error: PostHogError, _ code: EventStoreError.Code) {
        #expect(EventStoreError(error).code == code)
    }
}

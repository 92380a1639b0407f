import PostHogClient

/// Makes calls of PostHog, with credentials that may be replaced or with fixed ones.
protocol PostHogCaller: Sendable {
    func call<Value: Sendable>(
        _ body: @Sendable (PostHogClient) async throws(PostHogError) -> Value
    ) async throws(PostHogError) -> Value
}

extension PostHogUpstream: PostHogCaller {}

extension PostHogClient: PostHogCaller {
    func call<Value: Sendable>(
        _ body: @Sendable (PostHogClient) async throws(PostHogError) -> Value
    ) async throws(PostHogError) -> Value {
        try await body(self)
    }
}

/// The documented calls, each of which gives a ``PostHogEnvelope`` and never throws.
///
///     let answer = await PostHogEnvelopeClient(client).project()
///     // {"status":"success","message":"Project retrieved successfully","data":{…}}
///
/// Lists hold `{"results":[…],"next_cursor":…}`; a cursor is passed back to read on. Any other call fits into
/// ``PostHogEnvelope/of(_:_:)``.
public struct PostHogEnvelopeClient: Sendable {
    public let client: PostHogClient

    public init(_ client: PostHogClient) {
        self.client = client
    }
}

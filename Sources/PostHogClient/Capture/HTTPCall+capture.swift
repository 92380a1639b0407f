internal import NIOHTTP1

extension HTTPCall {
    /// `POST /batch/` with a body that is JSON text, sent as gzip where that saves anything.
    ///
    /// PostHog unpacks gzip wherever it takes events (PostHog API facts §10.2). The limit counts unpacked bytes.
    /// Throws `invalidArgument` for a body over ``PostHogClient/maximumBatchBytes``.
    static func capture(
        _ body: [UInt8], isRepeatable: Bool, sendingTime: Range<Int>? = nil
    ) throws(PostHogError) -> HTTPCall {
        let maximum = PostHogClient.maximumBatchBytes
        guard body.count <= maximum else {
            throw PostHogError(
                .invalidArgument, code: "too_large",
                detail: "events must be at most \(maximum) bytes in one batch, got \(body.count)", attr: "events")
        }
        var call = HTTPCall(.POST, "/batch/", isRepeatable: isRepeatable)
        call.body = body
        call.sendingTime = sendingTime
        call.isPackable = true
        call.api = .ingestion
        call.family = .capture
        return call
    }
}

import JSON

extension PostHogError {
    /// Reads the error out of an answer in any of the shapes PostHog uses: `{type,code,detail,attr}`, `{error}`,
    /// `{success:false,error}`, plain text or a page, and nothing at all.
    init(answer: HTTPAnswer, call: HTTPCall, redaction: Redaction) {
        let body = ErrorBody(answer.body, contentType: answer.contentType)
        let detail = (body.detail.map(redaction.callAsFunction) ?? Self.words(for: answer.status)) + Self.target(answer)
        let wait =
            answer.status == 429 || answer.status == 503
            ? RetryAfter.header(answer.retryAfter) ?? (answer.status == 429 ? RetryAfter.text(detail) : nil) : nil
        let kind = Self.kind(status: answer.status, family: call.family)
        self.init(
            // A page refuses no value: somebody between here and PostHog wrote it.
            kind == .validation && body.isPage ? .malformed : kind, status: answer.status, type: body.type,
            code: body.code, detail: detail, attr: body.attr, retryAfter: wait, call: call.name)
    }

    static func kind(status: Int, family: EndpointFamily) -> Kind {
        switch status {
        case 300...399: .redirected
        case 400, 422: .validation
        case 401: .authentication
        case 402: .quota
        case 403: .permission
        case 404: .notFound
        case 409: .conflict
        case 429: .throttled
        case 504 where family == .query, 512: .queryTimeout
        case 500...599: .server
        case 400...499: .rejected
        default: .malformed
        }
    }

    /// Where a redirect points, without its query: usually the instance has another address.
    private static func target(_ answer: HTTPAnswer) -> String {
        guard 300...399 ~= answer.status, let location = answer.location?.prefix(while: { $0 != "?" }) else {
            return ""
        }
        return "; it points to \(String(location).shortened(to: 200))"
    }

    /// What to say of an answer that says nothing itself.
    private static func words(for status: Int) -> String {
        switch status {
        case 300...399: "the answer is a redirect, which is never followed: check base_url"
        case 400: "the request was refused without a reason"
        case 401: "the key was not accepted"
        case 402: "the plan or a quota does not allow this"
        case 403: "the key may not do this"
        case 404: "there is no such thing"
        case 405: "this method is not allowed here"
        case 408: "PostHog waited too long for the request"
        case 409: "it was changed meanwhile"
        case 413: "the request is too large"
        case 429: "too many requests"
        case 500...599: "PostHog has a problem of its own"
        default: "PostHog gave no reason"
        }
    }
}

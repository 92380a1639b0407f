/// Why the web server's parameters cannot be turned into a request: the status to answer and a sentence naming the
/// parameter and the rule.
struct RequestRejection: Error, Equatable {
    var reason: RequestFailure.Reason
    var detail: String

    static func invalid(_ detail: String) -> RequestRejection {
        RequestRejection(reason: .invalidRequest, detail: detail)
    }
}

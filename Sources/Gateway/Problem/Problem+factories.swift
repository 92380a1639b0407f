import Analytics
import HTTPTypes
import JSON

extension Problem {
    static func invalid(_ field: String, rule: String, _ detail: String) -> Problem {
        Problem(.badRequest, detail, field: Field(name: field, rule: rule))
    }

    static let wrongCursor = Problem.invalid(
        "cursor", rule: "next_cursor of an earlier answer", "cursor must be the next_cursor of an earlier page.")

    static func unauthorized(_ detail: String) -> Problem {
        Problem(.unauthorized, detail, headers: [.wwwAuthenticate: "Bearer"])
    }

    static func forbidden(_ detail: String) -> Problem {
        Problem(.forbidden, detail)
    }

    static func notFound(_ detail: String) -> Problem {
        Problem(.notFound, detail)
    }

    static func methodNotAllowed(_ method: HTTPRequest.Method, allowed: String) -> Problem {
        Problem(
            .methodNotAllowed, "\(method.rawValue) is not possible here; allowed: \(allowed)",
            headers: [.allow: allowed])
    }

    static func tooManyRequests(_ detail: String, retryAfterSeconds: Int) -> Problem {
        var problem = Problem(.tooManyRequests, detail)
        problem.retryAfterSeconds = retryAfterSeconds
        return problem
    }

    /// What a client is told when a store fails: never the store's own message.
    init(_ error: EventStoreError) {
        switch error.code {
        case .unavailable:
            self.init(.serviceUnavailable, "The event store cannot answer right now; try again shortly.")
            retryAfterSeconds = error.retryAfterSeconds ?? 1
        case .full:
            self.init(
                HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"),
                "The event store has no room left; nothing of this request was stored.")
        case .upstream(let status):
            self.init(.internalServerError, "PostHog answered \(status): \(error.message)")
            members = [("details", ["status": .integer(Int64(status)), "detail": .string(error.message)])]
        case .unusable, .tooLarge:
            self.init(.internalServerError, "PostHog's answer cannot be used: \(error.message)")
            members = [("details", ["detail": .string(error.message)])]
        case .unsupported:
            self.init(.notImplemented, "This engine cannot do that: \(error.message)")
        case .invalidCursor:
            self = .wrongCursor
        case .failed:
            self.init(.internalServerError, "The event store failed; the log has the cause under this request's id.")
        }
    }
}

import FeatureFlags
import HTTPTypes
import JSON

extension Problem {
    /// What a client is told when a flag store cannot do what was asked (DESIGN §4.8 and §4.12).
    init(_ error: FlagStoreError) {
        switch error {
        case .notFound(let what): self = .notFound("\(what) does not exist.")
        case .keyTaken(let key):
            self.init(
                .conflict, "There is already a flag with the key \(key).", field: Field(name: "key", rule: "unique"))
        case .stale(let current):
            self.init(.preconditionFailed, "The flag changed since; it is at version \(current.version) by now.")
            headers[.eTag] = FlagRevision(current).entityTag
            members = [("flag", current.json)]
        case .staleCohort(let current):
            self.init(.preconditionFailed, "The cohort changed since; it is at version \(current.version) by now.")
            headers[.eTag] = FlagRevision(current).entityTag
            members = [("cohort", current.json)]
        case .invalid(let problems): self.init(problems)
        case .refused(let text): self.init(.conflict, text)
        case .unavailable(let text, let seconds):
            self.init(.serviceUnavailable, text)
            retryAfterSeconds = seconds ?? 1
        case .upstream(let status, let detail):
            self.init(.internalServerError, "PostHog answered \(status): \(detail)")
            members = [("details", ["status": .integer(Int64(status)), "detail": .string(detail)])]
        case .unusable(let detail):
            self.init(.internalServerError, "PostHog's answer cannot be used: \(detail)")
            members = [("details", ["detail": .string(detail)])]
        case .unsupported(let text): self.init(.notImplemented, "This engine cannot do that: \(text)")
        case .failed:
            self.init(.internalServerError, "The flag store failed; the log has the cause under this request's id.")
        }
    }

    /// Fields of a flag that break a rule.
    init(_ problems: [FlagProblem]) {
        self.init(.badRequest, problems.map { "\($0.field): \($0.detail)" }.joined(separator: "; "))
        fields = problems.map { Field(name: $0.field, rule: $0.rule, detail: $0.detail) }
    }
}

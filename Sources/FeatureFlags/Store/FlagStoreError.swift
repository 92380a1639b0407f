/// Why a flag store could not do what it was asked.
public enum FlagStoreError: Error, Sendable {
    /// No flag, cohort or version with this name.
    case notFound(String)
    /// A flag that is not deleted has this key already.
    case keyTaken(String)
    /// The flag changed since the version the caller knows.
    case stale(current: FeatureFlag)
    /// The cohort changed since the version the caller knows.
    case staleCohort(current: Cohort)
    /// Fields that break a rule; never empty.
    case invalid([FlagProblem])
    /// The state of other things forbids it, for example a flag that depends on this one; one sentence.
    case refused(String)
    /// Busy or out of reach: the same call may succeed later.
    case unavailable(String, retryAfterSeconds: Int?)
    /// The upstream answered with an error; its status and text.
    case upstream(status: Int, detail: String)
    /// The upstream's answer is none, or too large to be taken; one sentence.
    case unusable(String)
    /// The engine cannot do this at all; one sentence.
    case unsupported(String)
    /// Anything else, for example a damaged file; one sentence for the log.
    case failed(String)
}

extension FlagStoreError: CustomStringConvertible {
    /// One sentence for the log.
    public var description: String {
        switch self {
        case .notFound(let what): "\(what) does not exist"
        case .keyTaken(let key): "the key \(key) is taken"
        case .stale(let current): "flag \(current.key) is at version \(current.version) by now"
        case .staleCohort(let current): "cohort \(current.id) is at version \(current.version) by now"
        case .invalid(let problems): problems.map { "\($0.field): \($0.detail)" }.joined(separator: "; ")
        case .upstream(let status, let detail): "the upstream answered \(status): \(detail)"
        case .unusable(let text): "the upstream's answer cannot be used: \(text)"
        case .refused(let text), .unavailable(let text, _), .unsupported(let text), .failed(let text): text
        }
    }
}

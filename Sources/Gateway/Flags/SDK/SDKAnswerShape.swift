/// The form in which an SDK wants its flags (PostHog API facts §9.2).
enum SDKAnswerShape: Sendable, Equatable {
    /// The keys of the flags that are on, as a list.
    case activeKeys
    /// The flags that are on, by key.
    case activeMap
    /// All flags by key, and their payloads.
    case legacy
    /// Full verdicts by key.
    case detailed

    /// - Parameter version: the parameter `v`; nil when it is absent.
    static func ofFlags(version: Int?) -> SDKAnswerShape {
        (version ?? 1) >= 2 ? .detailed : .legacy
    }

    /// - Parameter version: the parameter `v`; nil when it is absent.
    static func ofDecide(version: Int?) -> SDKAnswerShape {
        switch version ?? 1 {
        case ...1: .activeKeys
        case 2: .activeMap
        case 3: .legacy
        default: .detailed
        }
    }
}

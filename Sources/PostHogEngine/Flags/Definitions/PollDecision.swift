import FeatureFlags

/// What a poll does to the copy of the flags that is kept: what may replace what.
///
/// Only a readable list of flags replaces a copy. That a project has no flag any more is believed only when a second
/// source says so: the definitions come from a cache of PostHog's, the list of its CRUD API from the database, and only
/// together do they mean that somebody deleted every flag. One empty answer is what a cold cache, a key of another
/// project or an exhausted quota looks like, and would switch everything off everywhere (DESIGN §6).
enum PollDecision {
    /// The copy is still right.
    case confirm
    /// The new flags are kept from now on.
    case replace(DefinitionsDocument)
    /// The new list is empty and the copy is not: replaces it when the CRUD API lists no flag either.
    case replaceWhenListIsEmpty(DefinitionsDocument)
    /// The copy stays, and is as old as it is; one sentence for the log.
    case keep(String)

    init(_ answer: PollAnswer, current: DefinitionsDocument?) {
        switch answer {
        case .notModified:
            self = current == nil ? .keep("PostHog says that nothing has changed, to a first question") : .confirm
        case .document(let new):
            if let current, new.count == 0, current.count > 0 {
                self = .replaceWhenListIsEmpty(new)
            } else if let current, new.flags.isEmpty, new.count > 0, !current.flags.isEmpty {
                self = .keep("none of the flags PostHog sent can be read: \(new.malformed[0].problem.detail)")
            } else {
                self = .replace(new)
            }
        case .malformed(let text): self = .keep(text)
        case .quotaLimited(let text): self = .keep("PostHog's quota is used up: \(text)")
        case .unauthorized(let text): self = .keep("PostHog does not accept the key: \(text)")
        case .failed(let text): self = .keep(text)
        }
    }
}

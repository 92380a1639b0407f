import FeatureFlags
import PostHogClient

extension FlagStoreError {
    /// What PostHog's answer, or its silence, means to those who asked for flags (DESIGN §4.12).
    /// - Parameters:
    ///   - subject: what was asked for, for example `flag checkout`.
    ///   - key: the key that was to be given to a flag.
    init(_ error: PostHogError, subject: String, key: String? = nil) {
        switch error.kind {
        case .unreachable, .timeout, .limited, .throttled, .cancelled:
            self = .unavailable(
                "PostHog cannot be reached: \(error.detail)", retryAfterSeconds: error.retryAfterSeconds ?? 5)
        case .notFound: self = .notFound(subject)
        case .validation:
            if error.code == "unique", error.attr == "key", let key {
                self = .keyTaken(key)
            } else {
                self = .invalid([FlagProblem(error)])
            }
        case .conflict: self = .refused("PostHog refuses the change of \(subject): \(error.detail)")
        case .configuration, .invalidArgument: self = .failed(error.description)
        default:
            self = error.status.map { .upstream(status: $0, detail: error.detail) } ?? .unusable(error.detail)
        }
    }
}

extension FlagProblem {
    /// PostHog's refusal of a field, in our words for the field.
    init(_ error: PostHogError) {
        self.init(
            field: error.attr.map(Self.path(ofAttribute:)) ?? "flag", rule: error.code ?? "valid", detail: error.detail)
    }

    /// `filters__groups__0__properties` becomes `filters.groups[0].properties` (PostHog API facts §1.3).
    static func path(ofAttribute attribute: String) -> String {
        var path = ""
        for name in split(attribute) {
            if !name.isEmpty, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !path.isEmpty {
                path += "[\(name)]"
            } else {
                path += path.isEmpty ? String(name) : ".\(name)"
            }
        }
        return path
    }

    private static func split(_ attribute: String) -> [Substring] {
        var names: [Substring] = []
        var rest = attribute[...]
        while let range = rest.firstDoubleUnderscore {
            names.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return names + [rest]
    }
}

extension Substring {
    /// The first `__` that has something before it.
    fileprivate var firstDoubleUnderscore: Range<Index>? {
        var index = startIndex
        while index < endIndex {
            let next = self.index(after: index)
            if index > startIndex, next < endIndex, self[index] == "_", self[next] == "_" {
                return index..<self.index(after: next)
            }
            index = next
        }
        return nil
    }
}

extension ManifestFailure {
    /// The answer to a request that breaks a rule of the manifest (DESIGN §4.4 and §4.5).
    public init(_ error: ManifestError) {
        switch error {
        case .malformedBody(let detail):
            self.init(status: 400, message: "The body is not the JSON object it should be.", detail: detail)
        case .invalid(let problems):
            self.init(status: 400, message: "Validation failed.", problems: problems)
        case .typeChange(let old, let new):
            self.init(
                status: 409, message: "The type of a flag cannot be changed from \(old.rawValue) to \(new.rawValue).",
                problems: [
                    ManifestProblem("type", .custom, "The flag is of type \(old.rawValue) and stays so.")
                ])
        case .notFound(let key):
            self.init(status: 404, message: "There is no flag \"\(key)\".")
        case .keyTaken(let key):
            self.init(
                status: 409, message: "There is already a different flag \"\(key)\".",
                problems: [
                    ManifestProblem("key", .custom, "The key is taken; update the flag or choose another key.")
                ])
        case .archived(let key, let operation):
            let advice =
                switch operation {
                case .create: "Restore it or choose another key."
                case .update: "Restore it before changing it."
                case .delete: "It is out of the manifest already."
                }
            self.init(
                status: 409, message: "Flag \"\(key)\" is archived.",
                problems: [ManifestProblem("key", .custom, advice)])
        }
    }

    /// The answer to a request the store could not do (DESIGN §4.8 and §4.12).
    public init(_ error: FlagStoreError, settings: ManifestSettings) {
        switch error {
        case .notFound(let what): self.init(status: 404, message: "\(what) does not exist.")
        case .keyTaken(let key): self.init(.keyTaken(ManifestKey.manifestKey(of: key)))
        case .stale(let current):
            self.init(
                status: 412, message: "The flag changed since; it is at version \(current.version) by now.",
                current: ManifestFlag(current, settings: settings))
        case .staleCohort: self.init(status: 412, message: "A cohort changed since.")
        case .invalid(let problems): self.init(.invalid(problems.map(ManifestProblem.init)))
        case .refused(let text): self.init(status: 409, message: text)
        case .unavailable(let text, _): self.init(status: 503, message: text)
        case .upstream(let status, let detail):
            self.init(status: 500, message: "PostHog answered \(status).", detail: detail)
        case .unusable(let detail):
            self.init(status: 500, message: "PostHog's answer cannot be used.", detail: detail)
        case .unsupported(let text): self.init(status: 501, message: text)
        case .failed: self.init(status: 500, message: "The flags could not be read or written.")
        }
    }
}

/// Flag definitions that are not what PostHog promises; one sentence for the log.
struct DefinitionsError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

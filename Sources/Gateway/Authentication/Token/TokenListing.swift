import Access

/// What the `token` command shows: every token, and the value of those that were generated (DESIGN §4.16).
struct TokenListing: Sendable {
    let entries: [Entry]

    struct Entry: Sendable, Equatable {
        /// The environment variable.
        let variable: String
        /// What it allows; empty for the project token, which only takes events in.
        let capabilities: Set<Capability>
        /// The generated token; nil when the variable is set, since whoever set it has it.
        let generated: String?
    }

    /// - Parameter generated: what ``TokenFile/values(of:)`` gave, `POSTHOG_PROJECT_TOKEN` included where it was asked.
    init(registry: TokenRegistry, generated: [GeneratedSecret: String]) {
        var entries: [Entry] = []
        for token in registry.all {
            let variable = token.subject.uppercased().replacing("-", with: "_")
            if entries.last?.variable == variable { continue }
            let value = GeneratedSecret(rawValue: variable).flatMap { generated[$0] }
            entries.append(Entry(variable: variable, capabilities: token.capabilities, generated: value))
        }
        let project = GeneratedSecret.projectToken
        entries.append(Entry(variable: project.rawValue, capabilities: [], generated: generated[project]))
        self.entries = entries
    }
}

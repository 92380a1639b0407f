import PostHogClient

/// Which PostHog project a gateway runs on, and how (DESIGN §4.14, §6, §8).
struct PostHogSettings: Sendable {
    let credentials: PostHogCredentials
    /// Between two polls of the flag definitions.
    let flagPollSeconds: Int
    /// How much may wait on disk while PostHog takes no events.
    let outboxMegabytes: Int

    init(_ reader: SettingsReader) throws(SettingError) {
        let keyVariable = reader.text("POSTHOG_API_KEY") == nil ? "POSTHOG_SECRET_KEY" : "POSTHOG_API_KEY"
        guard let key = reader.text(keyVariable) else {
            throw SettingError(
                "POSTHOG_API_KEY", "is not set, which the engine posthog needs",
                allowed: "a personal API key (phx_…) or a project secret key (phs_…)")
        }
        guard let projectID = reader.text("POSTHOG_PROJECT_ID") else {
            throw SettingError(
                "POSTHOG_PROJECT_ID", "is not set, which the engine posthog needs", allowed: "the project's number")
        }
        var host = PostHogHost.us
        if let text = reader.text("POSTHOG_HOST") {
            do throws(PostHogError) {
                host = try PostHogHost(text)
            } catch {
                throw SettingError(
                    "POSTHOG_HOST", error.detail, allowed: "for example https://eu.posthog.com, or your own host")
            }
        }
        do throws(PostHogError) {
            credentials = try PostHogCredentials(
                apiKey: key, host: host, projectID: projectID,
                projectToken: reader.list("POSTHOG_PROJECT_TOKEN").first)
        } catch {
            let variable =
                switch error.attr {
                case "project_id": "POSTHOG_PROJECT_ID"
                case "project_token": "POSTHOG_PROJECT_TOKEN"
                default: keyVariable
                }
            throw SettingError(variable, "is wrong", allowed: error.detail)
        }
        (flagPollSeconds, outboxMegabytes) = try Self.numbers(reader)
    }

    /// Seconds between two polls, and megabytes of the outbox; wrong ones are told on every engine, since they count after
    /// the change to this one.
    @discardableResult
    static func numbers(_ reader: SettingsReader) throws(SettingError) -> (flagPoll: Int, outbox: Int) {
        (
            try reader.integer("POSTHOG_FLAG_POLL_SECONDS", in: 1...3_600, default: 30),
            try reader.integer("OUTBOX_MAX_MB", in: 1...1_048_576, default: 1_024)
        )
    }
}

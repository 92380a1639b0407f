public import JSON

extension PostHogCredentials {
    /// One value and every name it may be given under; earlier names win.
    private enum Field: String, CaseIterable {
        case apiKey = "api_key"
        case baseURL = "base_url"
        case projectID = "project_id"
        case projectToken = "project_token"

        var names: [String] {
            switch self {
            case .apiKey: ["apiKey", "api_key", "POSTHOG_API_KEY", "POSTHOG_SECRET_KEY"]
            case .baseURL: ["baseUrl", "base_url", "host", "POSTHOG_HOST", "POSTHOG_BASE_URL"]
            case .projectID: ["projectId", "project_id", "POSTHOG_PROJECT_ID"]
            case .projectToken: ["projectToken", "project_token", "POSTHOG_PROJECT_TOKEN"]
            }
        }
    }

    /// Reads credentials under any of their spellings: `apiKey`, `api_key` or `POSTHOG_API_KEY` (also
    /// `POSTHOG_SECRET_KEY`), `baseUrl`, `base_url` or `POSTHOG_HOST`, `projectId`, `project_id` or
    /// `POSTHOG_PROJECT_ID`, and the optional `projectToken`, `project_token` or `POSTHOG_PROJECT_TOKEN`.
    ///
    /// An empty value is a missing one. Throws `configuration` with every missing name in `detail`; `base_url` is
    /// required unless there is a `defaultHost`.
    public init(_ values: [String: String], defaultHost: PostHogHost? = nil) throws(PostHogError) {
        var found: [Field: String] = [:]
        for field in Field.allCases {
            let given = field.names.lazy.compactMap { values[$0] }.map { Substring($0).trimming(\.isWhitespace) }
            found[field] = given.first { !$0.isEmpty }.map(String.init)
        }
        var required: [Field] = [.apiKey, .projectID]
        if defaultHost == nil { required.insert(.baseURL, at: 1) }
        let missing = required.filter { found[$0] == nil }
        guard missing.isEmpty, let apiKey = found[.apiKey], let projectID = found[.projectID] else {
            let list = missing.map {
                "\($0.rawValue) (or \($0.names.filter { [name = $0.rawValue] in $0 != name }.joined(separator: ", ")))"
            }
            throw PostHogError(
                .configuration, code: "missing_credentials",
                detail: "missing credentials: \(list.joined(separator: "; "))", attr: missing.first?.rawValue)
        }
        let host: PostHogHost
        if let baseURL = found[.baseURL] { host = try PostHogHost(baseURL) } else { host = defaultHost ?? .us }
        try self.init(apiKey: apiKey, host: host, projectID: projectID, projectToken: found[.projectToken])
    }

    /// Reads credentials from a JSON object; the names are those of the dictionary form, a project may be a number.
    public init(json: JSON, defaultHost: PostHogHost? = nil) throws(PostHogError) {
        guard let members = json.objectValue else {
            throw PostHogError(
                .configuration, code: "invalid_credentials",
                detail: "credentials must be a JSON object, got a JSON \(json.kind)")
        }
        var values: [String: String] = [:]
        for (name, value) in members {
            switch value {
            case .string(let text): values[name] = text
            case .integer(let number): values[name] = String(number)
            default: continue
            }
        }
        try self.init(values, defaultHost: defaultHost)
    }
}

/// What a call needs to be let in: a key, the instance, the project.
///
/// Neither its description nor `dump` shows a key.
public struct PostHogCredentials: Sendable, Hashable {
    /// A personal API key (`phx_…`), a project secret key (`phs_…`) or an OAuth token, sent as a Bearer token.
    public let apiKey: String
    public let host: PostHogHost
    /// The number of the project, or `@current`.
    public let projectID: String
    /// The public token of the project (`phc_…`), for capture, flags and flag definitions; looked up when it is nil.
    public let projectToken: String?

    /// Throws `configuration` naming the value that is empty or of the wrong form.
    public init(
        apiKey: String, host: PostHogHost = .us, projectID: String, projectToken: String? = nil
    ) throws(PostHogError) {
        try Self.check(apiKey, "api_key")
        if let projectToken { try Self.check(projectToken, "project_token") }
        guard projectID == "@current" || (1...19 ~= projectID.utf8.count && projectID.utf8.allSatisfy(\.isDigit)) else {
            throw PostHogError(
                .configuration, code: "invalid_project_id",
                detail: "project_id must be the number of the project or @current, got \(projectID.shortened(to: 40))",
                attr: "project_id")
        }
        self.apiKey = apiKey
        self.host = host
        self.projectID = projectID
        self.projectToken = projectToken
    }

    /// A key goes into a header line, so it must be one word.
    private static func check(_ key: String, _ name: String) throws(PostHogError) {
        guard !key.isEmpty, key.utf8.count <= 1_024, key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw PostHogError(
                .configuration, code: "invalid_\(name)",
                detail: "\(name) must be 1 to 1024 ASCII characters without blanks", attr: name)
        }
    }
}

extension PostHogCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        "PostHogCredentials(project \(projectID) at \(host.privateAPI), key hidden)"
    }

    public var debugDescription: String { description }

    public var customMirror: Mirror {
        Mirror(self, children: ["host": host.privateAPI, "projectID": projectID], displayStyle: .struct)
    }
}

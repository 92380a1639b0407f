/// Credentials from a directory with one file `<organization>.json` for every organization, each with mode 0600.
///
/// A file holds the credentials as a JSON object, or one such object per connector:
/// `{"posthog":{"api_key":"phx_…","base_url":"https://eu.posthog.com","project_id":7}}`.
public struct DirectorySecrets: Secrets {
    private let path: String

    public init(path: String) {
        self.path = path
    }

    public func credentials(
        organization: String, connector: String
    ) async throws(PostHogError) -> PostHogCredentials {
        // The name becomes part of a path.
        guard 1...128 ~= organization.utf8.count,
            organization.utf8.allSatisfy({ $0.isAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") })
        else {
            throw PostHogError(
                .configuration, code: "invalid_organization",
                detail: "organization must be 1 to 128 letters, digits, _ and -, got \(organization.shortened(to: 40))",
                attr: "organization")
        }
        let file = SecretFile(path: "\(path)/\(organization).json", isPrivate: true)
        return try file.credentials(try file.content(), connector: connector, defaultHost: nil)
    }
}

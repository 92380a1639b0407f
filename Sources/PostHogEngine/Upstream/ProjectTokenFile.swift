import JSON

/// The project token as PostHog told it, kept in the data directory: after a restart in an outage the gateway still
/// knows whose events it may take.
///
/// One line of JSON, `{"project","token"}`; `project` says whose token it is, and that of another project is none.
public struct ProjectTokenFile: Sendable {
    private let file: ReplacedFile
    private let project: String

    public init(directory: String, upstream: PostHogUpstream) {
        file = ReplacedFile(path: DataDirectory(directory).file("posthog-project-token.json"))
        project = upstream.project
    }

    /// The token that was kept; nil when there is none for this project, or the file cannot be read.
    public var token: String? {
        guard let (bytes, _) = try? file.read(), let json = try? JSON(parsing: bytes),
            json["project"]?.stringValue == project
        else { return nil }
        return json["token"]?.stringValue
    }

    /// Keeps a token.
    /// - Throws: an error that describes itself when the file cannot be written.
    public func keep(_ token: String) throws {
        guard token != self.token else { return }
        let json: JSON = ["project": .string(project), "token": .string(token)]
        try file.replace(with: [json.serialized(), [UInt8(ascii: "\n")]])
    }
}

/// Which build this is, for `/health`.
public struct BuildInformation: Sendable {
    public let version: String
    /// The commit it was built from; `unknown` for a build from no checkout.
    public let commit: String
    /// When it was built, RFC 3339; `unknown` likewise.
    public let date: String

    public init(version: String, commit: String, date: String) {
        self.version = version
        self.commit = commit
        self.date = date
    }

    /// Reads what the start script knows of the checkout from `GATEWAY_COMMIT` and `GATEWAY_BUILD_DATE`.
    public init(_ variable: (String) -> String?) {
        self.init(
            version: "0.1.0", commit: variable("GATEWAY_COMMIT") ?? "unknown",
            date: variable("GATEWAY_BUILD_DATE") ?? "unknown")
    }
}

/// Who changed a flag: a user of PostHog, or the subject of a token of the gateway.
public struct FlagActor: Sendable, Hashable {
    public var id: Int64?
    /// What to show, for example `admin-token` or `Ada Lovelace`.
    public var name: String
    public var email: String?

    public init(id: Int64? = nil, name: String, email: String? = nil) {
        self.id = id
        self.name = name
        self.email = email
    }
}

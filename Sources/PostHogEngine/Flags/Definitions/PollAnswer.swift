/// What one poll of the flag definitions gave.
enum PollAnswer: Sendable {
    /// 304: what is known is still right.
    case notModified
    /// 200 with a list of flags, which may be empty.
    case document(DefinitionsDocument)
    /// 200 with something else.
    case malformed(String)
    /// 402: the quota of the project is used up.
    case quotaLimited(String)
    /// 401 or 403: the key is not accepted.
    case unauthorized(String)
    /// Any other answer, or none.
    case failed(String)
}

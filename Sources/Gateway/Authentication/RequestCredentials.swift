/// The parts of a request that can prove who makes it.
struct RequestCredentials: Sendable {
    /// The `Authorization` header.
    var authorization: String?
    /// The `X-API-Key` header.
    var apiKey: String?
    /// Every `Cookie` header.
    var cookies: [String]
    /// The session cookie as this connection has it; made only when there are cookies to look through.
    var cookie: @Sendable () -> SessionCookie

    init(
        authorization: String? = nil, apiKey: String? = nil, cookies: [String] = [],
        cookie: @autoclosure @escaping @Sendable () -> SessionCookie
    ) {
        self.authorization = authorization
        self.apiKey = apiKey
        self.cookies = cookies
        self.cookie = cookie
    }
}

internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

extension HTTPCall {
    /// The request with address, key and body.
    func request(_ configuration: PostHogConfiguration) -> HTTPClientRequest {
        let host = configuration.credentials.host
        let base = api == .private ? host.privateAPI : host.ingestion
        let parameters = PercentEncoding.query(query)
        var request = HTTPClientRequest(url: "\(base)\(path)\(parameters.isEmpty ? "" : "?\(parameters)")")
        request.method = method
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "Accept-Encoding", value: "gzip")
        request.headers.add(name: "User-Agent", value: configuration.userAgent)
        if api != .ingestion {
            request.headers.add(name: "Authorization", value: "Bearer \(configuration.credentials.apiKey)")
        }
        if let entityTag { request.headers.add(name: "If-None-Match", value: entityTag) }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            if packedBody != nil { request.headers.add(name: "Content-Encoding", value: "gzip") }
            request.body = .bytes(ByteBuffer(bytes: packedBody ?? body))
        }
        return request
    }
}

internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

extension HTTPCall {
    /// The request of one attempt, with address, key and body.
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
        if var body {
            if let sendingTime { body.replaceSubrange(sendingTime, with: PostHogTime.now().description.utf8) }
            request.headers.add(name: "Content-Type", value: "application/json")
            if isPackable, body.count >= configuration.compressedFromBytes, let packed = GzipCompressor.compress(body) {
                request.headers.add(name: "Content-Encoding", value: "gzip")
                body = packed
            }
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        return request
    }
}

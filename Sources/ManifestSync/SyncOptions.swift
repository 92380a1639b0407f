import Glibc

/// What the commands are told: the file, the gateway, and who asks.
public struct SyncOptions: Sendable {
    public let manifestPath: String
    let gateway: GatewayURL
    let token: BearerToken?
    let reason: String?

    private static let longestReason = 1_000

    /// Options win over the variables `GATEWAY_URL` and `GATEWAY_TOKEN`. Without a token the gateway is asked without
    /// one, which suffices in insecure mode.
    /// - Throws: ``SyncFailure/usage(_:)``, ``SyncFailure/file(_:)`` for a token file that cannot be read.
    public init(
        manifestPath: String, url: String?, tokenFile: String?, reason: String?,
        variable: (String) -> String? = SyncOptions.environmentVariable
    ) throws(SyncFailure) {
        guard !manifestPath.isEmpty, !manifestPath.utf8.contains(0) else {
            throw .usage("--manifest must name a file")
        }
        self.manifestPath = manifestPath
        guard let url = url ?? variable("GATEWAY_URL"), !url.isEmpty else {
            throw .usage("the gateway's URL is missing: give --url or set GATEWAY_URL")
        }
        gateway = try GatewayURL(url)
        if let tokenFile {
            guard let bytes = try FileContents.read(tokenFile, maximumBytes: BearerToken.maximumBytes) else {
                throw .file(["\(tokenFile): does not exist"])
            }
            token = try BearerToken(String(decoding: bytes, as: UTF8.self), from: "the file of --token-file")
        } else if let text = variable("GATEWAY_TOKEN"), !text.isEmpty {
            token = try BearerToken(text, from: "GATEWAY_TOKEN")
        } else {
            token = nil
        }
        if let reason, reason.utf8.count > Self.longestReason {
            throw .usage("--reason must have at most \(Self.longestReason) bytes, got \(reason.utf8.count)")
        }
        self.reason = reason.flatMap { $0.isEmpty ? nil : $0 }
    }

    public static func environmentVariable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

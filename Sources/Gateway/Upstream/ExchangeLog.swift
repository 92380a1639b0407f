import Glibc
import JSON
import Logging
import PostHogClient

/// Writes what went to PostHog and what came back, one JSON object per line, in insecure mode only (OpenFeature proxy
/// document, "Debugging"). Keys and tokens are removed before.
struct ExchangeLog: Sendable {
    private static let longestBody = 20_000

    private let descriptor: Int32

    /// - Parameter directory: made when it is missing, with mode 0700.
    init(directory: String, logger: Logger) throws(SettingError) {
        _ = mkdir(directory, 0o700)
        let path = directory + "/posthog.jsonl"
        // Open as long as the process lives.
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SettingError(
                "INSECURE_MODE", "logs to \(path), which cannot be opened: \(String(cString: strerror(errno)))",
                allowed: "a working directory the gateway may write to")
        }
        logger.warning("requests to PostHog and their answers are written to \(path)")
    }

    func write(_ exchange: PostHogExchange) {
        var line = JSONWriter(capacity: 1_024)
        line.object { entry in
            entry.field("time", SystemClock().now)
            entry.field("method", exchange.method)
            entry.field("path", exchange.path)
            entry.field("attempt", exchange.attempt)
            entry.field("status", exchange.status.map { JSON.integer(Int64($0)) } ?? .null)
            entry.field("failure", exchange.failure?.rawValue)
            entry.field("milliseconds", exchange.milliseconds)
            entry.field("request", String(exchange.requestBody.prefix(Self.longestBody)))
            entry.field("answer", String(exchange.answerBody.prefix(Self.longestBody)))
        }
        var bytes = line.bytes
        bytes.append(UInt8(ascii: "\n"))
        // One write, so that lines of several workers do not mix.
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}

import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Fetches a key set over HTTP: no redirects, bounded in time and size.
struct KeySetDownload: Sendable {
    let url: String
    /// For the whole exchange, from the connection to the last byte.
    var timeoutMilliseconds: Int64 = 5_000

    struct Answer: Sendable {
        let bytes: [UInt8]
        /// `Cache-Control: max-age` in seconds.
        let maximumAgeSeconds: Int64?
    }

    enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        case status(Int)
        case tooLarge
        case timeout
        /// The server cannot be reached or does not speak HTTP; the text is the client's own.
        case connection(String)

        var description: String {
            switch self {
            case .status(let code): "the key server answered with status \(code)"
            case .tooLarge: "the key set is larger than \(VerificationKeySet.maximumBytes) bytes"
            case .timeout: "the key server did not answer in time"
            case .connection(let text): "the key server cannot be reached: \(text)"
            }
        }
    }

    /// Downloads the key set once, with a connection of its own: it is needed every few minutes at most.
    func callAsFunction() async throws(Failure) -> Answer {
        do {
            return try await withThrowingTaskGroup(of: Answer.self) { group in
                group.addTask { try await download() }
                group.addTask {
                    // The client's own deadline ends with the header; a body may trickle.
                    try await Task.sleep(for: .milliseconds(timeoutMilliseconds))
                    throw Failure.timeout
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw Failure.timeout }
                return answer
            }
        } catch let failure as Failure {
            throw failure
        } catch is NIOTooManyBytesError {
            throw .tooLarge
        } catch let error as HTTPClientError where Self.timeouts.contains(error) {
            throw .timeout
        } catch {
            throw .connection(String(describing: error))
        }
    }

    private static let timeouts: [HTTPClientError] = [.deadlineExceeded, .connectTimeout, .readTimeout]

    private func download() async throws -> Answer {
        let timeout = TimeAmount.milliseconds(timeoutMilliseconds)
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: timeout, read: timeout)
        // A server that refuses is asked again after the retry interval, not for the rest of the timeout.
        configuration.connectionPool.retryConnectionEstablishment = false
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "Accept", value: "application/jwk-set+json, application/json")
            let response = try await client.execute(request, timeout: timeout)
            guard response.status == .ok else { throw Failure.status(Int(response.status.code)) }
            let body = try await response.body.collect(upTo: VerificationKeySet.maximumBytes)
            return Answer(
                bytes: Array(body.readableBytesView),
                maximumAgeSeconds: Self.maximumAge(response.headers[canonicalForm: "Cache-Control"].map(String.init)))
        }
    }

    /// The seconds of `max-age`; 0 for `no-cache` and `no-store`; nil when nothing is said (RFC 9111 §5.2).
    static func maximumAge(_ directives: [String]) -> Int64? {
        var age: Int64?
        for directive in directives {
            let directive = directive.lowercased()
            if directive == "no-cache" || directive == "no-store" { return 0 }
            guard directive.hasPrefix("max-age=") else { continue }
            age = Int64(directive.dropFirst("max-age=".count).filter { $0 != "\"" })
        }
        return age
    }
}

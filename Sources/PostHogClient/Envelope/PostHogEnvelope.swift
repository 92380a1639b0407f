public import JSON

/// The documented form of an answer: `{"status":"success"|"error","message":…,"data":…}`.
public struct PostHogEnvelope: Sendable, Hashable, JSONWritable {
    public enum Status: String, Sendable, Hashable {
        case success
        case error
    }

    public let status: Status
    /// What happened, for a person.
    public let message: String
    /// The answer; null after an error.
    public let data: JSON

    /// A success.
    public init(_ message: String, data: JSON) {
        status = .success
        self.message = message
        self.data = data
    }

    /// A failure: the message names the cause and PostHog's words.
    public init(_ error: PostHogError) {
        status = .error
        message = error.description
        data = .null
    }

    /// Makes a call and wraps whatever comes of it, so that it never throws.
    public static func of(
        _ message: String, _ call: () async throws(PostHogError) -> JSON
    ) async -> PostHogEnvelope {
        do throws(PostHogError) {
            return PostHogEnvelope(message, data: try await call())
        } catch {
            return PostHogEnvelope(error)
        }
    }

    /// The envelope as a JSON object.
    public var json: JSON {
        ["status": .string(status.rawValue), "message": .string(message), "data": data]
    }

    public func write(to json: inout JSONWriter) {
        json.value(self.json)
    }
}

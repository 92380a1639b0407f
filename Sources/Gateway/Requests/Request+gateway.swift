import HTTPTypes
import Hummingbird
import JSON
import NIOCore

extension Request {
    /// The query, read strictly.
    func queryParameters() throws(Problem) -> QueryParameters {
        try QueryParameters(uri.query)
    }

    /// The body as a JSON object.
    func jsonObject(upTo maximumBytes: Int) async throws -> JSONObject {
        try requireJSONContentType()
        let bytes = try await bodyBytes(upTo: maximumBytes)
        do {
            guard case .object(let object) = try JSON(parsing: bytes) else {
                throw Problem.invalid("body", rule: "a JSON object", "The body must be a JSON object.")
            }
            return object
        } catch let error as JSONError {
            throw Problem.invalid("body", rule: "JSON", "The body is not valid JSON: \(error).")
        }
    }

    /// Refuses a body that is no JSON by what it says of itself.
    /// - Parameter mayBeAbsent: whether one that says nothing is taken for JSON.
    func requireJSONContentType(mayBeAbsent: Bool = false) throws(Problem) {
        let contentType = headers[.contentType]
        if contentType == nil, mayBeAbsent { return }
        // What nearly all clients say, taken as it stands.
        if contentType == "application/json" { return }
        guard contentType?.split(separator: ";").first?.trimmingBlanks().lowercased() == "application/json" else {
            throw Problem(
                .unsupportedMediaType, "The body must be application/json.",
                field: Problem.Field(name: "Content-Type", rule: "application/json"))
        }
    }

    /// The whole body.
    func bodyBytes(upTo maximumBytes: Int) async throws -> [UInt8] {
        do {
            return Array(try await body.collect(upTo: maximumBytes).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem(
                .contentTooLarge, "The body must have at most \(maximumBytes) bytes.",
                field: Problem.Field(name: "body", rule: "at most \(maximumBytes) bytes"))
        }
    }
}

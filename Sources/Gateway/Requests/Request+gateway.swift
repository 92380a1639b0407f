import HTTPTypes
import Hummingbird
import JSON

extension Request {
    /// The query, read strictly.
    func queryParameters() throws(Problem) -> QueryParameters {
        try QueryParameters(uri.query)
    }

    /// The body as a JSON object.
    func jsonObject(upTo maximumBytes: Int) async throws -> JSONObject {
        guard let contentType = headers[.contentType],
            contentType.split(separator: ";").first?.lowercased() == "application/json"
        else { throw Problem(.unsupportedMediaType, "The body must be application/json.") }
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

    /// The whole body.
    func bodyBytes(upTo maximumBytes: Int) async throws -> [UInt8] {
        let buffer = try await body.collect(upTo: maximumBytes)
        return Array(buffer.readableBytesView)
    }
}

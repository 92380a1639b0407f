public import JSON

/// An error as the manifest routes answer it, in the words of either dialect.
public struct ManifestFailure: Error, Sendable, Equatable {
    /// The HTTP status, which both dialects repeat in the body.
    public var status: Int
    /// The reason; the OpenFeature CLI prints it.
    public var message: String
    public var problems: [ManifestProblem]
    /// What else a person may want to know, for example what an upstream answered.
    public var detail: String?
    /// The flag as it is now, when the caller's copy is stale (DESIGN §4.8).
    public var current: ManifestFlag?

    public init(
        status: Int, message: String, problems: [ManifestProblem] = [], detail: String? = nil,
        current: ManifestFlag? = nil
    ) {
        self.status = status
        self.message = message
        self.problems = problems
        self.detail = detail
        self.current = current
    }

    /// The body of the answer.
    ///
    /// `reference`: `{"code","message","details"}` with `details` as text (OpenFeature proxy specification, "Error
    /// Response Format"). `sync`: `{"error":{"message","status","details":[{"field","code","message"}]}}`. A stale write
    /// adds `flag`.
    public func json(in dialect: ManifestDialect) -> JSON {
        var body: JSONObject
        switch dialect {
        case .reference:
            let details = problems.map { "\($0.field): \($0.message)" } + [detail].compactMap(\.self)
            body = [
                "code": .integer(Int64(status)), "message": .string(message),
                "details": .string(details.isEmpty ? message : details.joined(separator: " ")),
            ]
        case .sync:
            var error: JSONObject = ["message": .string(reason), "status": .integer(Int64(status))]
            if !problems.isEmpty { error["details"] = .array(problems.map(\.json)) }
            body = ["error": .object(error)]
        }
        if let current { body["flag"] = current.json(in: dialect) }
        return .object(body)
    }

    /// The message with the fields at fault, because the OpenFeature CLI prints nothing but the message.
    private var reason: String {
        let details = problems.map { "\($0.field): \($0.message)" } + [detail].compactMap(\.self)
        return details.isEmpty ? message : "\(message) \(details.joined(separator: " "))"
    }
}

extension ManifestProblem {
    var json: JSON {
        ["field": .string(field), "code": .string(code.rawValue), "message": .string(message)]
    }
}

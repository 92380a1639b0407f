import JSON
import OrderedCollections

extension CapturePayload {
    /// The names the project token goes by (PostHog API facts §10.2).
    private static let tokenFields = ["api_key", "token", "$token"]
    private static let longestToken = 200

    /// The one project token of a request.
    ///
    /// It stands in the query, around the events or in each event; only where it stands in none of these are the
    /// events' properties looked at, because a property named `token` may be the application's own.
    static func token(of envelope: Envelope, queryToken: String?) throws(CapturePayloadError) -> String {
        var found: String?
        try admit(queryToken.map { .string($0) }, named: "token", to: &found)
        for name in tokenFields {
            try admit(envelope.fields[name], named: name, to: &found)
        }
        let isEnveloped = found != nil
        for event in envelope.events {
            guard let fields = event.objectValue else { continue }
            var hasToken = isEnveloped
            for name in tokenFields {
                guard let value = fields[name], !value.isNull else { continue }
                try admit(value, named: name, to: &found)
                hasToken = true
            }
            guard !hasToken, let properties = fields["properties"] else { continue }
            let value = properties["token"] ?? properties["$token"] ?? properties["api_key"]
            if let value, value.stringValue != nil {
                try admit(value, named: "properties.token", to: &found)
            }
        }
        guard let found else {
            throw CapturePayloadError(
                .missingToken, field: "api_key", "the request names no project token; send it as api_key")
        }
        return found
    }

    private static func admit(
        _ value: JSON?, named name: String, to found: inout String?
    ) throws(CapturePayloadError) {
        guard let value, !value.isNull else { return }
        guard let token = value.stringValue else {
            throw CapturePayloadError(.invalidToken, field: name, "\(name) must be a string, got \(value.kind)")
        }
        guard !token.isEmpty, token.utf8.count <= longestToken else {
            throw CapturePayloadError(
                .invalidToken, field: name, "\(name) must be a project token of 1 to \(longestToken) characters")
        }
        guard !token.hasPrefix("phx_") else {
            throw CapturePayloadError(
                .invalidToken, field: name, "\(name) is a personal API key (phx_…); events need the project token")
        }
        guard found == nil || found == token else {
            throw CapturePayloadError(
                .severalTokens, field: name, "the request names several project tokens; all events must share one")
        }
        found = token
    }
}

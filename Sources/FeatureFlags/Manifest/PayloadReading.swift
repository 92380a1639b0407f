import JSON

/// How the payloads of flags made in PostHog become values (OpenFeature proxy specification, "Type Coercion").
///
/// A payload is JSON text. An object (or an array) is always one, even when it was stored as a JSON string that holds
/// it. Everything else counts as text — a JSON string as what it says, `42` and `true` as they are written — which the
/// settings may turn into a truth value or a number, in this order.
struct PayloadReading {
    let settings: ManifestSettings

    /// The value of a payload; nil for `null`.
    func value(ofPayload payload: String) -> JSON? {
        let json = try? JSON(parsing: payload)
        switch json {
        case .null?: return nil
        case .array?, .object?: return json
        case .string(let text)?: return value(ofText: text)
        default: return value(ofText: payload)
        }
    }

    /// The payload as text, whatever its type; nil for `null`.
    func text(ofPayload payload: String) -> String? {
        guard let json = try? JSON(parsing: payload) else { return payload }
        return json.isNull ? nil : json.stringValue ?? payload
    }

    /// The value of a text: a payload that is no object, or the key of a variant without payload.
    func value(ofText text: String) -> JSON {
        let trimmed = text.trimmed
        if trimmed.hasPrefix("{"), let object = try? JSON(parsing: trimmed), object.objectValue != nil { return object }
        if settings.coercesBooleanStrings, let isOn = Self.truth[trimmed.lowercased()] { return .bool(isOn) }
        if settings.coercesNumericStrings, let number = try? JSON(parsing: trimmed), number.doubleValue != nil {
            return number
        }
        return .string(text)
    }

    private static let truth = ["true": true, "yes": true, "on": true, "false": false, "no": false, "off": false]
}

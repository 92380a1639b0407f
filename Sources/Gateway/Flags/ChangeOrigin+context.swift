import Access
import Analytics
import FeatureFlags
import HummingbirdFastCGI
import JSON

extension ChangeOrigin {
    private static let longestReason = 1_000

    /// The caller of a request as the one who makes a change.
    init(
        _ context: GatewayContext, at time: Timestamp, reason: String? = nil, isImport: Bool = false
    ) throws(Problem) {
        if let reason, reason.utf8.count > Self.longestReason {
            throw .invalid(
                "reason", rule: "at most \(Self.longestReason) bytes",
                "reason must have at most \(Self.longestReason) bytes, got \(reason.utf8.count).")
        }
        self.init(
            actor: FlagActor(name: try context.requirePrincipal().subject), time: time, reason: reason,
            isImport: isImport, requestID: context.requestID, clientAddress: context.clientAddress)
    }

    /// Why a change is made, in the words of a body that holds a change.
    static func reason(in body: JSONObject) throws(Problem) -> String? {
        guard let value = body["reason"], !value.isNull else { return nil }
        guard let text = value.stringValue else {
            throw .invalid("reason", rule: "text", "reason must be text, got \(value.kind).")
        }
        return text.isEmpty ? nil : text
    }
}

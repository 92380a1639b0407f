import FeatureFlags
import JSON

/// What a gateway answered to one request.
struct GatewayAnswer: Sendable {
    let status: Int
    let body: [UInt8]
    /// `X-Manifest-Capabilities`; nil for a server that does not send it.
    let capabilities: Set<String>?
    /// `Retry-After` in seconds.
    let retryAfterSeconds: Int64?

    var isSuccess: Bool { (200...299).contains(status) }

    /// The reason a refusal gives: the sync API's, or that of a problem document, which a web server in between sends.
    var reason: String {
        let json = (try? JSON(parsing: body)) ?? .null
        let text = json["error"]?["message"]?.stringValue ?? json["detail"]?.stringValue
        return text.map { DisplayText.of($0) } ?? "status \(status)"
    }

    /// The flags of a manifest in the dialect of the sync API.
    /// - Throws: ``SyncFailure/unreachable(_:)`` for anything else.
    func manifest() throws(SyncFailure) -> [ManifestFlag] {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: body)
        } catch {
            throw .unreachable("the gateway's answer is no manifest: \(error)")
        }
        guard let entries = json["flags"]?.arrayValue else {
            throw .unreachable("the gateway's answer is no manifest: it has no list of flags")
        }
        var flags: [ManifestFlag] = []
        var keys: Set<[UInt8]> = []
        for (index, entry) in entries.enumerated() {
            guard let key = entry["key"]?.stringValue, let type = entry["type"]?.stringValue.flatMap(ManifestType.init),
                let defaultValue = entry["defaultValue"].flatMap(type.normalized)
            else {
                throw .unreachable("the gateway's manifest cannot be read: flags[\(index)] lacks key, type or default")
            }
            guard keys.insert(Array(key.utf8)).inserted else {
                throw .unreachable("the gateway's manifest has the flag \(DisplayText.of(key)) twice")
            }
            flags.append(
                ManifestFlag(
                    key: key, description: entry["description"]?.stringValue ?? "", type: type,
                    defaultValue: defaultValue))
        }
        return flags
    }
}

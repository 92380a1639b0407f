import Access
import Analytics
import FeatureFlags
import HummingbirdFastCGI

extension ChangeOrigin {
    /// The caller of a request as the one who makes a change.
    init(
        _ context: GatewayContext, at time: Timestamp, reason: String? = nil, isImport: Bool = false
    ) throws(Problem) {
        self.init(
            actor: FlagActor(name: try context.requirePrincipal().subject), time: time, reason: reason,
            isImport: isImport, requestID: context.requestID, clientAddress: context.clientAddress)
    }
}

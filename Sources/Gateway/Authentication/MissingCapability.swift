import Access

/// A caller who is known asks for what it may not do; answered with 403 and written to the audit log by ``AccessGate``.
struct MissingCapability: Error, Equatable {
    let capability: Capability
    /// What needs the capability, as the beginning of a sentence.
    let deed: String

    var detail: String { "\(deed) needs the capability \(capability.rawValue)." }
}

extension GatewayContext {
    /// - Parameter deed: what needs the capability, as the beginning of a sentence.
    /// - Throws: ``MissingCapability``, or a problem when nobody has been found to call.
    func require(_ capability: Capability, for deed: String = "This route") throws {
        guard try requirePrincipal().may(capability) else {
            throw MissingCapability(capability: capability, deed: deed)
        }
    }
}

import Access

/// What a caller must bring for a route (DESIGN §3, column "Needs").
enum RouteAccess: Sendable, Equatable {
    /// Nothing.
    case everyone
    /// Any valid token, JWT or session; the route decides about the person looked at.
    case someone
    /// This capability.
    case capability(Capability)
    /// This capability, or a connection from this machine.
    case loopbackOr(Capability)
    /// A project token, which the route itself reads from the body.
    case projectToken
}

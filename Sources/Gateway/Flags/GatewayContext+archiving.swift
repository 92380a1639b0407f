import Access

extension GatewayContext {
    /// Whether the caller may archive flags. By whatever route that is asked for, it needs what the route that archives
    /// needs (DESIGN §3).
    func mayArchive() throws(Problem) -> Bool {
        try requirePrincipal().may(.delete)
    }
}

extension Problem {
    static let archivingForbidden = Problem.forbidden("Archiving a flag needs the capability delete.")
}

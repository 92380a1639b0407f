import Access

extension GatewayContext {
    /// Whether the caller may archive flags. By whatever route that is asked for, it needs what the route that archives
    /// needs (DESIGN §3).
    func mayArchive() throws(Problem) -> Bool {
        try requirePrincipal().may(.delete)
    }

    /// Refuses callers who may not archive flags.
    func requireArchiving() throws {
        try require(.delete, for: "Archiving a flag")
    }
}

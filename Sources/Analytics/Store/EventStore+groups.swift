extension EventStore {
    /// For stores that are at hand: one after the other.
    public func groups(_ keys: [String: Set<String>]) async throws(EventStoreError) -> [Group] {
        var found: [Group] = []
        for (type, keys) in keys {
            for key in keys {
                if let group = try await group(type: type, key: key) { found.append(group) }
            }
        }
        return found
    }
}

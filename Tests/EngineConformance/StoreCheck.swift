/// One statement about a store, with the code that tests it on an empty one.
public struct StoreCheck<Store>: Sendable, CustomStringConvertible {
    public let description: String
    /// What a store must be able to do for this check to say anything about it.
    public let needs: StoreAbilities
    public let run: @Sendable (Store) async throws -> Void

    init(
        _ description: String, needs: StoreAbilities = [], _ run: @escaping @Sendable (Store) async throws -> Void
    ) {
        self.description = description
        self.needs = needs
        self.run = run
    }
}

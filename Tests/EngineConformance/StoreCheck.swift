/// One statement about a store, with the code that tests it on an empty one.
public struct StoreCheck<Store>: Sendable, CustomStringConvertible {
    public let description: String
    public let run: @Sendable (Store) async throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (Store) async throws -> Void) {
        self.description = description
        self.run = run
    }
}

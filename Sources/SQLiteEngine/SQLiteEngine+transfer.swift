public import FeatureFlags

extension SQLiteEngine {
    public var writesImportsAtOnce: Bool { true }

    public func carryOut(_ steps: [ImportStep], by origin: ChangeOrigin) async throws(FlagStoreError) {
        guard !steps.isEmpty else { return }
        try await changeFlags { try $0.carryOut(steps, by: origin) }
    }
}

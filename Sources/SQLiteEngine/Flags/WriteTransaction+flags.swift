import FeatureFlags
import GRDB

extension WriteTransaction {
    /// Makes one change of flags in a savepoint: when it is refused nothing of it stays, and what others write in the
    /// same transaction does.
    /// - Parameter known: the flags as the caller last saw them; read anew when they are not the newest.
    func change<Value>(
        flags known: FlagCatalog?, _ change: (FlagLedger) throws -> Value
    ) throws -> Result<Value, FlagStoreError> {
        let ledger = FlagLedger(database, catalog: try newest(of: known))
        var value: Value?
        do {
            try database.inSavepoint {
                value = try change(ledger)
                return .commit
            }
        } catch let refusal as FlagStoreError {
            return .failure(refusal)
        }
        guard let value else { return .failure(.failed("a change of flags gave no result")) }
        ledger.catalog.version = try FlagCatalog.version(database)
        flagCatalog = ledger.catalog
        return .success(value)
    }

    private func newest(of known: FlagCatalog?) throws -> FlagCatalog {
        let version = try FlagCatalog.version(database)
        if let flagCatalog, flagCatalog.version == version { return flagCatalog }
        if let known, known.version == version { return known }
        return try FlagCatalog(database, after: known)
    }
}

import GRDB
import Logging

/// One transaction of the writer, with what its jobs have learned and not yet written.
final class WriteTransaction {
    let database: Database
    private let logger: Logger
    private var openIngest: Ingest?
    /// The flags as this transaction has left them, once it has changed some.
    var flagCatalog: FlagCatalog?

    init(_ database: Database, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    func ingest() throws -> Ingest {
        if let openIngest { return openIngest }
        let ingest = try Ingest(database, logger: logger)
        openIngest = ingest
        return ingest
    }

    /// Writes what was kept back; nothing may be asked of the transaction afterwards.
    func flush() throws {
        try openIngest?.flush()
    }
}

import Analytics
import GRDB
import Logging

/// Stores events within one transaction.
final class Ingest {
    private let persons: PersonLedger
    private let groups: GroupTable
    private let database: Database
    private let insertBody: Statement
    private let insertEvent: Statement
    private let findBody: Statement
    /// The place in the order of arrival that the next event takes; the write lock is held, so nobody else takes it.
    private var nextPlace: Int64
    private var eventNames: Set<String> = []
    private var flagCalls = FlagCallTally()

    init(_ database: Database, logger: Logger) throws {
        self.database = database
        persons = try PersonLedger(database, logger: logger)
        groups = GroupTable(database, logger: logger)
        insertBody = try database.cachedStatement(
            sql: """
                INSERT INTO event_bodies (id, uuid, distinct_key, timestamp, request_hash, request_id, properties)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uuid) DO NOTHING
                """)
        insertEvent = try database.cachedStatement(
            sql: """
                INSERT INTO events (distinct_key, timestamp, uuid, body_id, event, status_code, duration_ms, endpoint,
                    error_type, fingerprint, method)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        findBody = try database.cachedStatement(sql: "SELECT 1 FROM event_bodies WHERE uuid = ?")
        let lastPlace = try database.cachedStatement(
            sql: "SELECT max(last, coalesce((SELECT max(id) FROM event_bodies), 0)) FROM deleted_places")
        nextPlace = try lastPlace.first { lastPlace.int64(0) &+ 1 } ?? 1
    }

    /// Stores one event and what it says about persons and groups.
    /// - Returns: false when its UUID is known already; then nothing changes.
    func store(_ event: PreparedEvent) throws -> Bool {
        let distinctKey: Int64
        if let known = try persons.key(of: event.distinctID) {
            distinctKey = known
        } else {
            // A repeated event must not bring a person into being.
            try findBody.bind(event.uuid, at: 1)
            guard try findBody.first({ true }) == nil else { return false }
            distinctKey = try persons.add(event.distinctID, joining: event.personUpdate?.merge, at: event.timestamp)
        }
        guard let bodyID = try store(bodyOf: event, distinctKey: distinctKey) else { return false }
        try store(rowOf: event, distinctKey: distinctKey, bodyID: bodyID)
        try store(nameOf: event)
        try persons.apply(event, distinctKey: distinctKey)
        if let update = event.groupUpdate { try groups.apply(update, at: event.timestamp) }
        if let key = event.calledFlag { flagCalls.add(key, at: event.timestamp) }
        return true
    }

    func flush() throws {
        try persons.flush()
        try flagCalls.flush(to: database)
    }

    /// - Returns: the new row's id; nil when the UUID is known.
    private func store(bodyOf event: PreparedEvent, distinctKey: Int64) throws -> Int64? {
        let place = nextPlace
        try insertBody.bind(place, at: 1)
        try insertBody.bind(event.uuid, at: 2)
        try insertBody.bind(distinctKey, at: 3)
        try insertBody.bind(event.timestamp, at: 4)
        try insertBody.bind(event.hot.requestID.map(PreparedEvent.requestHash), at: 5)
        try insertBody.bind(event.hot.requestID, at: 6)
        try insertBody.bind(text: event.properties, at: 7)
        try insertBody.run()
        guard database.changesCount > 0 else { return nil }
        nextPlace = place &+ 1
        return place
    }

    private func store(rowOf event: PreparedEvent, distinctKey: Int64, bodyID: Int64) throws {
        let hot = event.hot
        try insertEvent.bind(distinctKey, at: 1)
        try insertEvent.bind(event.timestamp, at: 2)
        try insertEvent.bind(event.uuid, at: 3)
        try insertEvent.bind(bodyID, at: 4)
        try insertEvent.bind(event.event, at: 5)
        try insertEvent.bind(hot.statusCode.map(Int64.init), at: 6)
        try insertEvent.bind(hot.durationMilliseconds, at: 7)
        try insertEvent.bind(hot.endpoint, at: 8)
        try insertEvent.bind(hot.errorType, at: 9)
        try insertEvent.bind(hot.fingerprint.map { Int64(bitPattern: $0.value) }, at: 10)
        try insertEvent.bind(hot.method, at: 11)
        try insertEvent.run()
    }

    private func store(nameOf event: PreparedEvent) throws {
        guard eventNames.insert(event.event).inserted else { return }
        let insert = try database.cachedStatement(
            sql: "INSERT INTO event_names (name) VALUES (?) ON CONFLICT DO NOTHING")
        try insert.bind(event.event, at: 1)
        try insert.run()
    }
}

import Analytics
import GRDB
import JSON
import Logging

/// Knows which distinct id belongs to whom and what is set on whom, within one transaction.
///
/// Every distinct id is looked up once and every person written once, however many of the events concern them.
final class PersonLedger {
    private let table: PersonTable
    private let logger: Logger
    private var distinctIDs: [ExactText: Int64] = [:]
    private var owners: [Int64: Int64] = [:]
    private var persons: [Int64: StoredPerson] = [:]
    private var sightings: [Int64: Sighting] = [:]

    init(_ database: Database, logger: Logger) throws {
        table = try PersonTable(database)
        self.logger = logger
    }

    /// The key of a distinct id; nil when it was never seen.
    func key(of distinctID: ExactText) throws -> Int64? {
        if let key = distinctIDs[distinctID] { return key }
        guard let row = try table.find(distinctID) else { return nil }
        distinctIDs[distinctID] = row.key
        owners[row.key] = row.person
        return row.key
    }

    /// Adds a distinct id: to the person of the id it is merged with, when that one is known, else with a new person.
    /// - Returns: its key.
    func add(_ distinctID: ExactText, joining merge: PersonUpdate.Merge?, at moment: Timestamp) throws -> Int64 {
        if let merge, let other = try key(of: ExactText(merge.distinctID)) {
            return try add(distinctID, to: owner(of: other))
        }
        let key = try add(distinctID, to: nil)
        persons[key] = StoredPerson(id: key, uuid: EventID(at: moment), createdAt: moment)
        return key
    }

    /// Notes that the person was seen, and what the event says about it.
    func apply(_ event: PreparedEvent, distinctKey: Int64) throws {
        let person = try owner(of: distinctKey)
        var sighting = Sighting(event.timestamp)
        if let before = sightings[person] { sighting.include(before) }
        sightings[person] = sighting
        guard let update = event.personUpdate else { return }
        if let merge = update.merge { try apply(merge, to: person) }
        var state = try load(person)
        replaceProperties(of: &state, by: update.applied(to: state.properties), adding: event.properties.count)
        if update.identifies || update.merge != nil { state.isIdentified = true }
        if update.identifies { state.primaryKey = distinctKey }
        persons[person] = state
    }

    /// Writes every change of persons.
    func flush() throws {
        for person in persons.values.sorted(by: { $0.id < $1.id }) { try table.save(person) }
        for (person, sighting) in sightings.sorted(by: { $0.key < $1.key }) {
            try table.save(sighting, of: person)
        }
        persons = [:]
        sightings = [:]
    }

    /// Makes a second distinct id belong to the person, with PostHog's rules.
    ///
    /// An id never seen is added. Of two persons the event's own survives: it takes the other's distinct ids, and of
    /// the other's properties those it has none of. A person that was identified before is not merged into another
    /// one unless `$merge_dangerously` asks for it: two users of one browser must not become one.
    private func apply(_ merge: PersonUpdate.Merge, to survivor: Int64) throws {
        let distinctID = ExactText(merge.distinctID)
        guard let key = try key(of: distinctID) else {
            _ = try add(distinctID, to: survivor)
            return
        }
        let other = try owner(of: key)
        guard other != survivor else { return }
        let merged = try load(other)
        guard merge.force || !merged.isIdentified else { return }
        var state = try load(survivor)
        var properties = state.properties
        for (key, value) in merged.properties where properties[key] == nil { properties[key] = value }
        replaceProperties(of: &state, by: properties, adding: merged.propertyBytes)
        state.createdAt = min(state.createdAt, merged.createdAt)
        persons[survivor] = state
        try absorb(merged, into: survivor)
    }

    private func absorb(_ merged: StoredPerson, into survivor: Int64) throws {
        for moved in try table.move(from: merged.id, to: survivor) { owners[moved] = survivor }
        var sighting = sightings.removeValue(forKey: merged.id)
        if let before = try table.removeSighting(of: merged.id) {
            sighting?.include(before)
            sighting = sighting ?? before
        }
        if var seen = sighting {
            if let own = sightings[survivor] { seen.include(own) }
            sightings[survivor] = seen
        }
        try table.remove(merged)
        persons[merged.id] = nil
    }

    private func replaceProperties(of person: inout StoredPerson, by changed: JSONObject, adding bytes: Int) {
        guard !person.replaceProperties(by: changed, adding: bytes) else { return }
        logger.warning(
            "a change of a person's properties was left out: they would take more room than a person has",
            metadata: ["limit": "\(StoredPerson.maximumPropertyBytes) bytes"])
    }

    /// Adds a distinct id to a person, or to a new one with the same id as the key.
    private func add(_ distinctID: ExactText, to person: Int64?) throws -> Int64 {
        let key = try table.add(distinctID, to: person)
        distinctIDs[distinctID] = key
        owners[key] = person ?? key
        return key
    }

    private func owner(of key: Int64) throws -> Int64 {
        guard let owner = owners[key] else { throw EventStoreError(.failed, "a distinct id has no person") }
        return owner
    }

    private func load(_ id: Int64) throws -> StoredPerson {
        if let person = persons[id] { return person }
        guard let person = try table.person(id) else {
            throw EventStoreError(.failed, "a person's row is missing")
        }
        persons[id] = person
        return person
    }
}

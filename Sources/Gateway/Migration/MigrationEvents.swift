import Analytics
import Crypto
import JSON
import SQLiteEngine

/// The events that carry to PostHog what the store keeps apart from events: the state of persons and groups.
///
/// Each has a UUID that depends on what it says, so sending it again changes nothing. `$lib` marks them, which keeps
/// them out of the comparison of counts.
enum MigrationEvents {
    static let library = "posthog-gateway-migration"

    /// What is to be told of a person: distinct ids that belong together, and the properties that have changed.
    ///
    /// Merges are also in the moved events, unless those were deleted meanwhile.
    /// - Parameter moved: what was told of the person's distinct ids before, in their order.
    static func events(for person: Person, moved: [MovedDistinctID?], at moment: Timestamp) -> [CapturedEvent] {
        let primary = person.primaryDistinctID
        let first = moved.first ?? nil
        var events: [CapturedEvent] = []
        for (other, before) in zip(person.distinctIDs, moved).dropFirst() {
            if let before, before.person == first?.person { continue }
            events.append(
                event(
                    "$identify", of: primary, at: moment,
                    ["$anon_distinct_id": .string(other), "$lib": .string(library)]))
        }
        // Of merged persons, the one that is left told its own value.
        let told = moved.compactMap(\.self).reduce(into: JSONObject()) { told, one in
            for (key, value) in one.properties where told[key] == nil { told[key] = value }
        }
        var properties: JSONObject = [:]
        let changed = changes(of: person.properties, since: told)
        if !changed.isEmpty { properties["$set"] = .object(changed) }
        let removed = told.map(\.key).filter { person.properties[$0] == nil }
        if !removed.isEmpty { properties["$unset"] = .array(removed.map { .string($0) }) }
        guard !properties.isEmpty else { return events }
        properties["$lib"] = .string(library)
        events.append(event("$set", of: primary, at: moment, properties))
        return events
    }

    /// What is to be told of a group; nil when PostHog was told before.
    static func event(for group: Group, moved: JSONObject?) -> CapturedEvent? {
        let changed = changes(of: group.properties, since: moved ?? [:])
        guard moved == nil || !changed.isEmpty else { return nil }
        return event(
            "$groupidentify", of: "$\(group.type)_\(group.key)", at: group.createdAt,
            [
                "$group_type": .string(group.type), "$group_key": .string(group.key), "$group_set": .object(changed),
                "$lib": .string(library), "$process_person_profile": false,
            ])
    }

    private static func changes(of properties: JSONObject, since told: JSONObject) -> JSONObject {
        var changed: JSONObject = [:]
        for (key, value) in properties where told[key] != value { changed[key] = value }
        return changed
    }

    private static func event(
        _ name: String, of distinctID: String, at moment: Timestamp, _ properties: JSONObject
    ) -> CapturedEvent {
        let text = "\(name)\n\(distinctID)\n\(moment)\n\(JSON.object(properties).text)"
        return CapturedEvent(
            uuid: EventID(hashing: text), event: name, distinctID: distinctID, timestamp: moment,
            properties: properties)
    }
}

extension EventID {
    /// The same UUID for the same text: version 8 of RFC 9562, the first bits of its SHA-256.
    init(hashing text: String) {
        var words: (UInt64, UInt64) = (0, 0)
        for (index, byte) in SHA256.hash(data: Array(text.utf8)).prefix(16).enumerated() {
            if index < 8 { words.0 = words.0 << 8 | UInt64(byte) } else { words.1 = words.1 << 8 | UInt64(byte) }
        }
        self.init(
            high: words.0 & 0xFFFF_FFFF_FFFF_0FFF | 0x8000, low: words.1 & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        )
    }
}

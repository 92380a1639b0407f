import Analytics
import Crypto
import JSON

/// The events that carry to PostHog what the store keeps apart from events: the state of persons and groups.
///
/// Each has a UUID that depends on what it says, so sending it again changes nothing. `$lib` marks them, which keeps
/// them out of the comparison of counts.
enum MigrationEvents {
    static let library = "posthog-gateway-migration"

    /// The person's properties, and the distinct ids that belong together.
    ///
    /// Merges are also in the moved events, unless those were deleted meanwhile.
    static func events(for person: Person, at moment: Timestamp) -> [CapturedEvent] {
        let primary = person.primaryDistinctID
        var events = person.distinctIDs.filter { $0 != primary }.map { other in
            event(
                "$identify", of: primary, at: moment,
                ["$anon_distinct_id": .string(other), "$lib": .string(library)])
        }
        if !person.properties.isEmpty {
            events.append(
                event(
                    "$set", of: primary, at: moment,
                    ["$set": .object(person.properties), "$lib": .string(library)]))
        }
        return events
    }

    static func event(for group: Group) -> CapturedEvent {
        event(
            "$groupidentify", of: "$\(group.type)_\(group.key)", at: group.createdAt,
            [
                "$group_type": .string(group.type), "$group_key": .string(group.key),
                "$group_set": .object(group.properties), "$lib": .string(library),
                "$process_person_profile": false,
            ])
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

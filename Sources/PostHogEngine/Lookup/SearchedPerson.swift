import Analytics
import JSON

/// A person a search has found, and by what, before it is read whole.
struct SearchedPerson {
    /// How well the text fits, without case; smaller is better.
    enum Rank: Int {
        case exact
        case beginning
        case inside
    }

    let id: EventID
    let rank: Rank
    let field: PersonMatch.Field
    /// What matched, as it was captured.
    let text: String

    /// Reads a row of ``QueryText/searchedPersonsText``.
    init(_ row: [JSON]) throws(EventStoreError) {
        var reader = RowReader(row)
        id = try reader.id()
        let fit = Array(try reader.text().utf8)
        guard fit.count >= 2, let rank = Rank(rawValue: Int(fit[0]) - 0x30), let field = Self.field(fit[1]) else {
            throw EventStoreError.unreadable("it does not say what of a person matched")
        }
        self.rank = rank
        self.field = field
        text = String(decoding: fit.dropFirst(2), as: UTF8.self)
    }

    static func persons(_ rows: [[JSON]]) throws(EventStoreError) -> [SearchedPerson] {
        var persons: [SearchedPerson] = []
        for row in rows { persons.append(try SearchedPerson(row)) }
        return persons
    }

    /// What the searches have found, in the order of the persons that were read.
    static func matches(_ found: [SearchedPerson], _ persons: [Person]) -> [PersonMatch] {
        let byID = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        return persons.compactMap { person in
            byID[person.id].map { PersonMatch(person: person, matchedOn: $0.field, matchedValue: $0.text) }
        }
    }

    private static func field(_ digit: UInt8) -> PersonMatch.Field? {
        switch digit {
        case UInt8(ascii: "0"): .distinctID
        case UInt8(ascii: "1"): .email
        case UInt8(ascii: "2"): .name
        default: nil
        }
    }
}

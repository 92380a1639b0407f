import Analytics
import JSON

/// A person found by a search, with how well it fits.
enum MatchRow {
    static func matches(_ rows: [[JSON]]) throws(EventStoreError) -> [PersonMatch] {
        var matches: [PersonMatch] = []
        for row in rows {
            var reader = RowReader(row)
            let person = try PersonRow(&reader).person
            let fit = try reader.text()
            guard let field = field(of: fit) else {
                throw EventStoreError(.failed, "PostHog's answer does not say what of a person matched")
            }
            matches.append(
                PersonMatch(
                    person: person, matchedOn: field,
                    matchedValue: String(decoding: fit.utf8.dropFirst(2), as: UTF8.self)))
        }
        return matches
    }

    /// The second digit of `fit`: see ``LookupQuery/search(_:limit:)``.
    private static func field(of fit: String) -> PersonMatch.Field? {
        switch fit.utf8.dropFirst().first {
        case UInt8(ascii: "0"): .distinctID
        case UInt8(ascii: "1"): .email
        case UInt8(ascii: "2"): .name
        default: nil
        }
    }
}

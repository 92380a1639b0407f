import Analytics
import GRDB

extension Lookup {
    /// The shortest text that is searched, in characters (DESIGN §3).
    static let shortestSearch = 3
    /// The most matches that are ranked; of a text that is found more often, those of the newest persons.
    static let maximumCandidates = 2_000

    /// Persons whose distinct id, email or name contains the text: exact matches first, then beginnings, then the
    /// most recently seen.
    func searchPersons(_ text: String, limit: Int) throws -> [PersonMatch] {
        guard text.count >= Self.shortestSearch, limit > 0 else { return [] }
        let searched = text.lowercased()
        var terms = try termsEqual(to: text)
        if searched.unicodeScalars.contains("\0") {
            // The index ends a text at its first NUL.
            terms += try termsScanned(for: text)
        } else {
            let phrase = Self.phrase(text)
            terms += try termsMatching("^ " + phrase) + termsMatching(phrase)
        }
        var best: [Int64: SearchCandidate] = [:]
        for term in terms {
            guard let candidate = try candidate(term, searched: searched) else { continue }
            if let known = best[candidate.person], !SearchCandidate.isBetter(candidate, known) { continue }
            best[candidate.person] = candidate
        }
        return try best.values.sorted(by: SearchCandidate.isBetter).prefix(limit).compactMap { candidate in
            try person(candidate.person).map {
                PersonMatch(person: $0, matchedOn: candidate.field, matchedValue: candidate.text)
            }
        }
    }

    /// The text in the quotation marks of FTS5, inside of which nothing has a meaning.
    private static func phrase(_ text: String) -> String {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        return "\"" + parts.joined(separator: "\"\"") + "\""
    }

    /// What equals the text is found whatever else matches.
    private func termsEqual(to text: String) throws -> [SearchTerm] {
        var terms: [SearchTerm] = []
        let distinctID = try database.cachedStatement(sql: "SELECT id FROM distinct_ids WHERE distinct_id = ?")
        try distinctID.bind(text, at: 1)
        try distinctID.forEachRow { terms.append(.distinctID(distinctID.int64(0))) }
        let email = try database.cachedStatement(sql: "SELECT id FROM persons WHERE email = ? LIMIT ?")
        try email.bind(text.lowercased(), at: 1)
        try email.bind(Self.maximumCandidates, at: 2)
        try email.forEachRow { terms.append(.email(email.int64(0))) }
        return terms
    }

    private func termsMatching(_ expression: String) throws -> [SearchTerm] {
        let select = try database.cachedStatement(
            sql: "SELECT rowid FROM person_search WHERE person_search MATCH ? ORDER BY rowid DESC LIMIT ?")
        try select.bind(expression, at: 1)
        try select.bind(Self.maximumCandidates, at: 2)
        var terms: [SearchTerm] = []
        try select.forEachRow {
            if let term = SearchTerm(rowID: select.int64(0)) { terms.append(term) }
        }
        return terms
    }

    /// Reads every distinct id, email and name.
    private func termsScanned(for text: String) throws -> [SearchTerm] {
        let select = try database.cachedStatement(
            sql: """
                SELECT id << 2 FROM distinct_ids WHERE instr(distinct_id, ?1) > 0
                UNION ALL SELECT id << 2 | 1 FROM persons WHERE instr(email, lower(?1)) > 0
                UNION ALL SELECT id << 2 | 2 FROM persons WHERE instr(name, ?1) > 0 LIMIT ?2
                """)
        try select.bind(text, at: 1)
        try select.bind(Self.maximumCandidates, at: 2)
        var terms: [SearchTerm] = []
        try select.forEachRow {
            if let term = SearchTerm(rowID: select.int64(0)) { terms.append(term) }
        }
        return terms
    }

    private func candidate(_ term: SearchTerm, searched: String) throws -> SearchCandidate? {
        let sql: String
        let id: Int64
        let field: PersonMatch.Field
        switch term {
        case .distinctID(let key):
            (id, field) = (key, .distinctID)
            sql = """
                SELECT distinct_ids.person_id, distinct_id, last_seen
                FROM distinct_ids LEFT JOIN person_activity USING (person_id) WHERE id = ?
                """
        case .email(let person):
            (id, field) = (person, .email)
            sql = "SELECT id, email, last_seen FROM persons LEFT JOIN person_activity ON person_id = id WHERE id = ?"
        case .name(let person):
            (id, field) = (person, .name)
            sql = "SELECT id, name, last_seen FROM persons LEFT JOIN person_activity ON person_id = id WHERE id = ?"
        }
        let select = try database.cachedStatement(sql: sql)
        try select.bind(id, at: 1)
        return try select.first {
            let text = select.text(1)
            guard let rank = SearchRank(of: text, searched: searched) else { return nil }
            return SearchCandidate(
                person: select.int64(0), rank: rank, field: field, text: text, lastSeen: select.optionalTimestamp(2))
        } ?? nil
    }
}

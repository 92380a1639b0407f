import Analytics
import GRDB

extension Lookup {
    /// The shortest text that is searched, in characters (DESIGN §3).
    static let shortestSearch = 3
    /// The most matches that are ranked; of a text that is found more often, those of the newest persons and those
    /// that begin with it.
    static let maximumCandidates = 1_000

    /// Persons whose distinct id, email or name contains the text: exact matches first, then beginnings, then the
    /// most recently seen.
    func searchPersons(_ text: String, limit: Int) throws -> [PersonMatch] {
        guard text.count >= Self.shortestSearch, limit > 0 else { return [] }
        let searched = text.lowercased()
        var best: [Int64: SearchCandidate] = [:]
        for term in try terms(for: text, searched: searched) {
            guard let candidate = try candidate(term, searched: searched) else { continue }
            if let known = best[candidate.person], !SearchCandidate.isBetter(candidate, known) { continue }
            best[candidate.person] = candidate
        }
        return try best.values.sorted(by: SearchCandidate.isBetter).prefix(limit).compactMap { candidate in
            try person(candidate.person).map {
                PersonMatch(person: $0, matchedOn: candidate.field, matchedValue: candidate.value(of: $0))
            }
        }
    }

    private func terms(for text: String, searched: String) throws -> [SearchTerm] {
        // The index ends a text at its first NUL.
        guard !text.unicodeScalars.contains("\0") else { return try termsScanned(for: text, searched: searched) }
        let matching = try termsMatching(text)
        guard matching.count == Self.maximumCandidates else { return matching }
        // Among too many matches the best ones are looked for alone, or they might be left out.
        return try matching + termsBeginning(with: text, .distinctID) + termsBeginning(with: searched, .distinctID)
            + termsBeginning(with: searched, .email) + termsBeginning(with: searched, .name)
    }

    /// Finds the text anywhere, in the newest rows first.
    private func termsMatching(_ text: String) throws -> [SearchTerm] {
        // Inside the quotation marks of FTS5 nothing has a meaning.
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        let select = try database.cachedStatement(
            sql: "SELECT rowid FROM person_search WHERE person_search MATCH ? ORDER BY rowid DESC LIMIT ?")
        try select.bind("\"" + parts.joined(separator: "\"\"") + "\"", at: 1)
        try select.bind(Self.maximumCandidates, at: 2)
        return try terms(from: select)
    }

    /// Finds what equals the text or begins with it, in its very case: emails and names are kept in lower case,
    /// distinct ids as they came.
    private func termsBeginning(with text: String, _ field: PersonMatch.Field) throws -> [SearchTerm] {
        let sql =
            switch field {
            case .distinctID: "SELECT id << 2 FROM distinct_ids WHERE distinct_id >= ?1 AND distinct_id < ?2"
            case .email: "SELECT id << 2 | 1 FROM persons WHERE email >= ?1 AND email < ?2"
            case .name: "SELECT id << 2 | 2 FROM persons WHERE name >= ?1 AND name < ?2"
            }
        let order = field == .distinctID ? "distinct_id" : field.rawValue
        let select = try database.cachedStatement(sql: "\(sql) ORDER BY \(order) LIMIT ?3")
        try select.bind(text, at: 1)
        try select.bind(text + "\u{10FFFF}", at: 2)
        try select.bind(Self.maximumCandidates, at: 3)
        return try terms(from: select)
    }

    /// Reads every distinct id, email and name.
    private func termsScanned(for text: String, searched: String) throws -> [SearchTerm] {
        let select = try database.cachedStatement(
            sql: """
                SELECT id << 2 FROM distinct_ids WHERE instr(distinct_id, ?1) > 0
                UNION ALL SELECT id << 2 | 1 FROM persons WHERE instr(email, ?2) > 0
                UNION ALL SELECT id << 2 | 2 FROM persons WHERE instr(name, ?2) > 0 LIMIT ?3
                """)
        try select.bind(text, at: 1)
        try select.bind(searched, at: 2)
        try select.bind(Self.maximumCandidates, at: 3)
        return try terms(from: select)
    }

    private func terms(from select: Statement) throws -> [SearchTerm] {
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
            return SearchCandidate(
                person: select.int64(0), rank: SearchRank(of: text, searched: searched), field: field, text: text,
                lastSeen: select.optionalTimestamp(2))
        }
    }
}

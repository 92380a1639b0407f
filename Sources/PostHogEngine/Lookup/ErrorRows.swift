import Analytics
import JSON

/// Groups the rows of ``LookupQuery/errors(of:in:)`` by fingerprint.
struct ErrorRows {
    static let maximumGroups = 100

    private struct Entry {
        let errorType: String
        var message: String
        var endpoint: String
        var count: Int
        var first: Timestamp
        var last: Timestamp
        /// Time and UUID of the newest occurrence, as text.
        var newest: String
        var otherUsers: Int
    }

    static func groups(_ rows: [[JSON]]) throws(EventStoreError) -> [ErrorGroup] {
        var entries: [ErrorFingerprint: Entry] = [:]
        for row in rows {
            let entry = try entry(row)
            let fingerprint = ErrorFingerprint(
                type: entry.errorType, message: entry.message, endpoint: entry.endpoint)
            guard var known = entries[fingerprint] else {
                entries[fingerprint] = entry
                continue
            }
            known.count += entry.count
            known.first = min(known.first, entry.first)
            known.last = max(known.last, entry.last)
            known.otherUsers = max(known.otherUsers, entry.otherUsers)
            if known.newest < entry.newest {
                known.newest = entry.newest
                known.message = entry.message
                known.endpoint = entry.endpoint
            }
            entries[fingerprint] = known
        }
        let frequent = entries.sorted {
            ($1.value.count, $1.value.last, $0.key.order) < ($0.value.count, $0.value.last, $1.key.order)
        }
        return frequent.prefix(maximumGroups).map { fingerprint, entry in
            ErrorGroup(
                fingerprint: fingerprint, errorType: entry.errorType,
                message: entry.message.isEmpty ? nil : entry.message,
                endpoint: entry.endpoint.isEmpty ? nil : entry.endpoint, count: entry.count, firstSeen: entry.first,
                lastSeen: entry.last, otherUsers: entry.otherUsers)
        }
    }

    private static func entry(_ row: [JSON]) throws(EventStoreError) -> Entry {
        var reader = RowReader(row)
        return Entry(
            errorType: try reader.text(), message: try reader.text(), endpoint: try reader.text(),
            count: try reader.count(), first: try reader.requiredMoment(), last: try reader.requiredMoment(),
            newest: try reader.text(), otherUsers: try reader.count())
    }
}

extension ErrorFingerprint {
    /// Signed, as an embedded store orders fingerprints.
    fileprivate var order: Int64 { Int64(bitPattern: value) }
}

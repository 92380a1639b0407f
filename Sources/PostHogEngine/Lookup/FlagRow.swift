import Analytics
import JSON

/// The flags a person's events report.
enum FlagRow {
    static func exposures(_ rows: [[JSON]]) throws(EventStoreError) -> FlagExposures {
        var flags: [FlagExposure] = []
        for row in rows {
            var reader = RowReader(row)
            let key = try reader.text()
            let calls = try reader.count()
            let events = try reader.count()
            let first = try reader.requiredMoment()
            let last = try reader.requiredMoment()
            let response = try reader.text()
            let reason = try reader.text()
            let version = try reader.text()
            flags.append(
                FlagExposure(
                    key: key, response: response.isEmpty ? nil : try? JSON(parsing: response),
                    reason: reason.isEmpty ? nil : reason, version: Int64(version), calls: calls, events: events,
                    firstSeen: first, lastSeen: last))
        }
        return FlagExposures(
            flags: flags.sorted { ($1.lastSeen, $0.key) < ($0.lastSeen, $1.key) },
            isComplete: flags.count < FlagExposureTally.maximumFlags)
    }
}

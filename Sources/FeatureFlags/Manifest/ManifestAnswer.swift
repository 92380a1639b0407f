public import Analytics
public import JSON

/// What the manifest routes answer when all went well.
public enum ManifestAnswer: Sendable, Equatable {
    /// The whole manifest, as it was at a moment.
    case manifest([ManifestFlag], at: Timestamp)
    /// One flag that was read, created or updated.
    case flag(ManifestFlag, updatedAt: Timestamp)
    /// A flag was taken out: archived at a moment, or deleted for good.
    case removed(key: String, archivedAt: Timestamp?)

    /// The body of the answer.
    ///
    /// `reference`: `{"flags":{key: flag},"timestamp"}`, the bare flag, `{"message"}`. `sync`: `{"flags":[flag]}`,
    /// `{"flag","updatedAt"}`, `{"message","archivedAt"}` (DESIGN §4.1).
    public func json(in dialect: ManifestDialect) -> JSON {
        switch (self, dialect) {
        case (.manifest(let flags, let time), .reference):
            let members = JSONObject(flags.map { ($0.key, $0.json(in: dialect)) }) { first, _ in first }
            return ["flags": .object(members), "timestamp": .string(time.description)]
        case (.manifest(let flags, _), .sync):
            return ["flags": .array(flags.map { $0.json(in: dialect) })]
        case (.flag(let flag, _), .reference):
            return flag.json(in: dialect)
        case (.flag(let flag, let time), .sync):
            return ["flag": flag.json(in: dialect), "updatedAt": .string(time.description)]
        case (.removed, .reference):
            return ["message": "Flag deleted successfully"]
        case (.removed(let key, let time), .sync):
            let message =
                time == nil
                ? "Flag \"\(key)\" deleted." : "Flag \"\(key)\" archived. It can be restored and keeps its key."
            return [
                "message": .string(message),
                "archivedAt": time.map { .string($0.description) } ?? .null,
            ]
        }
    }
}

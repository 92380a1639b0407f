import JSON
import OrderedCollections

/// Turns one event of a capture request into the event to store.
struct CaptureEventDecoder {
    private static let longestName = 200
    private static let longestID = 200

    let clock: CaptureClock
    let namesEventsIdentify: Bool
    let measuresEvents: Bool

    func decode(_ json: JSON) throws(CaptureFieldError) -> CapturedEvent {
        guard let fields = json.objectValue else {
            throw CaptureFieldError(field: "event", reason: "an event must be an object, got \(json.kind)")
        }
        if measuresEvents { try checkSize(of: json) }
        let name = try name(fields)
        var properties = try properties(fields)
        let distinctID = try distinctID(fields, properties)
        let uuid = try uuid(fields)
        let timestamp = try clock.time(of: fields, properties: properties)
        try moveUpdates(from: fields, to: &properties)
        try checkReferences(of: name, in: &properties)
        return CapturedEvent(
            uuid: uuid ?? EventID(at: timestamp), event: name, distinctID: distinctID, timestamp: timestamp,
            properties: properties)
    }

    private func checkSize(of json: JSON) throws(CaptureFieldError) {
        let size = json.serialized().count
        guard size <= CapturePayload.maximumEventBytes else {
            throw CaptureFieldError(
                field: "event",
                reason: "an event must be at most \(CapturePayload.maximumEventBytes) bytes of JSON, got \(size)")
        }
    }

    private func name(_ fields: JSONObject) throws(CaptureFieldError) -> String {
        switch fields["event"] {
        case .string(let name) where name.isEmpty:
            throw CaptureFieldError(field: "event", reason: "event must not be empty")
        case .string(let name):
            guard !name.exceeds(scalars: Self.longestName) else {
                throw CaptureFieldError(
                    field: "event", reason: "event must be at most \(Self.longestName) characters long")
            }
            return name.replacingNulls()
        case nil where namesEventsIdentify, .null where namesEventsIdentify:
            return "$identify"
        case nil, .null:
            throw CaptureFieldError(field: "event", reason: "event, the name of what happened, is missing")
        case .some(let other):
            throw CaptureFieldError(field: "event", reason: "event must be a string, got \(other.kind)")
        }
    }

    private func properties(_ fields: JSONObject) throws(CaptureFieldError) -> JSONObject {
        switch fields["properties"] {
        case nil, .null: return JSONObject()
        case .object(let properties): return properties
        case .some(let other):
            throw CaptureFieldError(field: "properties", reason: "properties must be an object, got \(other.kind)")
        }
    }

    private func distinctID(_ fields: JSONObject, _ properties: JSONObject) throws(CaptureFieldError) -> String {
        for value in [fields["distinct_id"], fields["$distinct_id"], properties["distinct_id"]] {
            guard let value, !value.isNull else { continue }
            guard let id = Self.id(value) else {
                throw CaptureFieldError(
                    field: "distinct_id", reason: "distinct_id must be a string or a number, got \(value.kind)")
            }
            guard !id.isEmpty else {
                throw CaptureFieldError(field: "distinct_id", reason: "distinct_id must not be empty")
            }
            return id
        }
        throw CaptureFieldError(field: "distinct_id", reason: "distinct_id is missing")
    }

    private func uuid(_ fields: JSONObject) throws(CaptureFieldError) -> EventID? {
        switch fields["uuid"] {
        case nil, .null: return nil
        case .string(let text) where text.isEmpty: return nil
        case .string(let text):
            guard let uuid = EventID(text) else {
                throw CaptureFieldError(field: "uuid", reason: "uuid must be a UUID, got \(text.quoted)")
            }
            return uuid
        case .some(let other):
            throw CaptureFieldError(field: "uuid", reason: "uuid must be a string, got \(other.kind)")
        }
    }

    /// Moves what SDKs put beside the properties into them; the outer value of a property wins.
    private func moveUpdates(from fields: JSONObject, to properties: inout JSONObject) throws(CaptureFieldError) {
        for name in ["$set", "$set_once"] {
            guard let value = fields[name], !value.isNull else { continue }
            guard let update = value.objectValue else {
                throw CaptureFieldError(field: name, reason: "\(name) must be an object, got \(value.kind)")
            }
            var merged = properties[name]?.objectValue ?? JSONObject()
            for (key, value) in update { merged[key] = value }
            properties[name] = .object(merged)
        }
        guard let value = fields["$unset"], !value.isNull else { return }
        switch (value, properties["$unset"]) {
        case (.array(let names), .array(let others)?): properties["$unset"] = .array(others + names)
        case (.array, _), (.object, _), (.string, _): properties["$unset"] = value
        default:
            throw CaptureFieldError(
                field: "$unset", reason: "$unset must be an array of property names, got \(value.kind)")
        }
    }

    /// Checks what the events that join persons and groups refer to, and cuts ids as the distinct id is cut.
    private func checkReferences(of event: String, in properties: inout JSONObject) throws(CaptureFieldError) {
        switch event {
        case "$identify": try checkID("$anon_distinct_id", isRequired: false, in: &properties)
        case "$create_alias", "$merge_dangerously": try checkID("alias", isRequired: true, in: &properties)
        case "$groupidentify":
            try checkID("$group_type", isRequired: true, in: &properties)
            try checkID("$group_key", isRequired: true, in: &properties)
            if let set = properties["$group_set"], !set.isNull, set.objectValue == nil {
                throw CaptureFieldError(
                    field: "properties.$group_set", reason: "$group_set must be an object, got \(set.kind)")
            }
        default: break
        }
    }

    private func checkID(
        _ name: String, isRequired: Bool, in properties: inout JSONObject
    ) throws(CaptureFieldError) {
        guard let value = properties[name], !value.isNull else {
            guard isRequired else { return }
            throw CaptureFieldError(field: "properties.\(name)", reason: "\(name) is missing")
        }
        guard let id = Self.id(value) else {
            throw CaptureFieldError(
                field: "properties.\(name)", reason: "\(name) must be a string or a number, got \(value.kind)")
        }
        guard !id.isEmpty || !isRequired else {
            throw CaptureFieldError(field: "properties.\(name)", reason: "\(name) must not be empty")
        }
        if value != .string(id) { properties[name] = .string(id) }
    }

    /// An id as text of at most 200 characters; nil for what can be no id.
    private static func id(_ value: JSON) -> String? {
        switch value {
        case .string(let text): text.replacingNulls().prefix(scalars: longestID)
        case .integer, .double: value.text
        default: nil
        }
    }
}

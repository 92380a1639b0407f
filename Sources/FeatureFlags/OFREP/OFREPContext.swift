public import JSON

/// For whom an OpenFeature client asks.
///
/// `targetingKey` is PostHog's distinct id. Reserved attributes, as in PostHog's own OpenFeature provider (PostHog API
/// facts §12.6): `groups` (group type to key) and `group_properties` (group type to properties); and, under the names
/// of PostHog's flag requests (§9.1), `$device_id` and `$anon_distinct_id`. All others are properties of the person.
public struct OFREPContext: Sendable, Equatable {
    /// Nil when the request has none, or an empty one.
    public let targetingKey: String?
    public let deviceID: String?
    /// Nil when the request has none, or an empty one.
    public let anonymousDistinctID: String?
    public let groups: [String: String]
    public let groupProperties: [String: JSONObject]
    public let personProperties: JSONObject
    /// The whole context as the request gives it.
    public let source: JSONObject

    /// Reads the body of a request: `{"context":{…}}`; an SDK without context sends `{}` (flag systems §4b).
    /// - Throws: ``OFREPErrorCode/parseError`` for a body that is no JSON object, ``OFREPErrorCode/invalidContext`` for
    ///   members of the wrong kind.
    public init(body: [UInt8]) throws(OFREPFailure) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: body)
        } catch {
            throw OFREPFailure(.parseError, "The body is not JSON: \(error.description).")
        }
        guard let members = json.objectValue else {
            throw OFREPFailure(.parseError, "The body must be an object, got \(json.article).")
        }
        switch members["context"] {
        case nil, .null?: try self.init([:])
        case .object(let context)?: try self.init(context)
        case let other?: throw OFREPFailure(.invalidContext, "context must be an object, got \(other.article).")
        }
    }

    /// - Throws: ``OFREPErrorCode/invalidContext`` for members of the wrong kind.
    public init(_ source: JSONObject) throws(OFREPFailure) {
        self.source = source
        var rest = source
        targetingKey = try Self.text(&rest, "targetingKey").flatMap { $0.isEmpty ? nil : $0 }
        deviceID = try Self.text(&rest, "$device_id")
        anonymousDistinctID = try Self.text(&rest, "$anon_distinct_id").flatMap { $0.isEmpty ? nil : $0 }
        groups = try Self.groups(rest.removeValue(forKey: "groups"))
        groupProperties = try Self.groupProperties(rest.removeValue(forKey: "group_properties"))
        personProperties = rest
    }

    /// The whole context with sorted members and the kinds of its values kept: equal bytes, equal contexts.
    public var canonicalBytes: [UInt8] {
        JSON.object(source).canonicalBytes
    }

    private static func text(_ members: inout JSONObject, _ name: String) throws(OFREPFailure) -> String? {
        guard let value = members.removeValue(forKey: name), !value.isNull else { return nil }
        guard let text = value.stringValue else {
            throw OFREPFailure(.invalidContext, "\(name) must be a string, got \(value.article).")
        }
        return text
    }

    private static func groups(_ value: JSON?) throws(OFREPFailure) -> [String: String] {
        guard let value, !value.isNull else { return [:] }
        guard let members = value.objectValue else {
            throw OFREPFailure(.invalidContext, "groups must be an object, got \(value.article).")
        }
        var groups: [String: String] = [:]
        for (type, key) in members where !key.isNull {
            switch key {
            case .string(let text): groups[type] = text
            case .integer, .double: groups[type] = key.text
            default:
                throw OFREPFailure(.invalidContext, "groups.\(type) must be a string or a number, got \(key.article).")
            }
        }
        return groups
    }

    private static func groupProperties(_ value: JSON?) throws(OFREPFailure) -> [String: JSONObject] {
        guard let value, !value.isNull else { return [:] }
        guard let members = value.objectValue else {
            throw OFREPFailure(.invalidContext, "group_properties must be an object, got \(value.article).")
        }
        var properties: [String: JSONObject] = [:]
        for (type, value) in members where !value.isNull {
            guard let object = value.objectValue else {
                throw OFREPFailure(
                    .invalidContext, "group_properties.\(type) must be an object, got \(value.article).")
            }
            properties[type] = object
        }
        return properties
    }
}

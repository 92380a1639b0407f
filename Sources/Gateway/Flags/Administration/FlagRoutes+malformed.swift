import FeatureFlags
import HTTPTypes
import Hummingbird
import JSON

/// A stored flag that cannot be read can still be replaced, reverted to a version that can be, archived, or deleted.
extension FlagRoutes {
    /// The flag with a key, should its definition be unreadable.
    func malformedFlag(_ key: String) async throws -> MalformedFlag? {
        try await preparation.current().flags.malformed.first { $0.key == key }
    }

    /// The version a change is made against: that of the flag the caller knows. Nil for `*` on a flag that cannot be
    /// read.
    func expectedVersion(_ key: String, of request: Request, _ context: GatewayContext) async throws -> Int64? {
        guard let unreadable = try await malformedFlag(key) else {
            return try await expectedFlag(of: request, context).version
        }
        guard let condition = request.headers[.ifMatch] else { throw Problem.missingIfMatch }
        if condition[...].trimmingBlanks() == "*" { return nil }
        guard let revision = FlagRevision(unreadable), revision.isNamed(in: condition) else {
            throw Problem(unreadable, .preconditionFailed)
        }
        return unreadable.version
    }

    /// Archives the flag the path names, or brings it back, should its definition be unreadable; nil when it can be read.
    func setArchived(
        _ isArchived: Bool, ofMalformed request: Request, _ context: GatewayContext, by origin: ChangeOrigin
    ) async throws -> Response? {
        let key = try key(in: context)
        guard try await malformedFlag(key) != nil else { return nil }
        let version = try await expectedVersion(key, of: request, context)
        switch try await store.setArchived(isArchived, ofMalformed: key, expectedVersion: version, by: origin) {
        case .readable(let flag): return response(.ok, flag)
        case .malformed(let flag):
            var response = Response.json(cacheControl: "private, no-cache") { json in
                json.field("malformed", .object(flag.summary))
            }
            response.headers[.eTag] = FlagRevision(flag)?.entityTag
            return response
        }
    }
}

extension MalformedFlag {
    /// What is wrong, and with which flag.
    var summary: JSONObject {
        [
            "key": .string(key), "id": id.map(JSON.integer) ?? .null, "version": version.map(JSON.integer) ?? .null,
            "archived": .bool(isArchived),
            "field": .string(problem.field), "rule": .string(problem.rule), "detail": .string(problem.detail),
        ]
    }
}

extension Problem {
    static let missingIfMatch = Problem(
        .preconditionRequired, "A change needs If-Match with the ETag of the flag as you know it.",
        field: Problem.Field(name: "If-Match", rule: "required"))

    /// A flag is there and cannot be shown. `malformed` in the body tells what is wrong and holds the definition as it
    /// is stored, which is text where it is no JSON; the `ETag` is for the change that mends it.
    init(_ flag: MalformedFlag, _ status: HTTPResponse.Status = .conflict) {
        self.init(
            status,
            "The stored definition of the flag \(flag.key) cannot be read: \(flag.problem.field): "
                + "\(flag.problem.detail). Replace it, revert it to an earlier version, archive it or delete it.")
        headers[.eTag] = FlagRevision(flag)?.entityTag
        var summary = flag.summary
        summary["definition"] = flag.source
        members = [("malformed", .object(summary))]
    }
}

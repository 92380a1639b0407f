import FeatureFlags
import HTTPTypes
import Hummingbird

/// A stored flag that cannot be read can still be deleted, or reverted to a version that can.
extension FlagRoutes {
    /// The version a change is made against: that of the flag the caller knows, or nil for a flag that nobody can know
    /// because it cannot be read.
    func expectedVersion(_ key: String, of request: Request, _ context: GatewayContext) async throws -> Int64? {
        guard try await preparation.current().flags.malformed.contains(where: { $0.key == key }) else {
            return try await expectedFlag(of: request, context).version
        }
        switch request.headers[.ifMatch]?[...].trimmingBlanks() {
        case nil: throw Problem.missingIfMatch
        case "*": return nil
        default:
            throw Problem(
                .preconditionFailed,
                "The stored definition of the flag cannot be read and has no ETag; send If-Match: *.")
        }
    }
}

extension Problem {
    static let missingIfMatch = Problem(
        .preconditionRequired, "A change needs If-Match with the ETag of the flag as you know it.",
        field: Problem.Field(name: "If-Match", rule: "required"))
}

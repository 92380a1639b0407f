import FeatureFlags
import HTTPTypes
import Hummingbird

extension ManifestRoutes {
    /// How long a change is worked out anew while others come in between.
    private static let patience = Duration.seconds(5)

    /// Creates a flag; the same request made twice is answered as the first was (DESIGN §4.4).
    @Sendable func create(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let dialect = try chosenDialect(of: request)
        let origin = try origin(of: request, context)
        let flag = try ManifestFlag(creating: try await body(of: request), in: dialect)
        let created = try await retried {
            let existing = try await store.flag(key: try flag.storedKey)
            if existing == nil, ManifestKey.hasTwin(flag.key, among: try await store.snapshot().flags.flags.map(\.key))
            {
                throw ManifestError.invalid([
                    ManifestProblem(
                        "key", .invalidValue,
                        "There is a flag with this key in another Unicode normalization; use that one, or another key.")
                ])
            }
            switch try ManifestCreation(of: flag, existing: existing, settings: settings) {
            case .create(let draft): return try await store.create(draft, by: origin)
            case .repeated(let existing): return existing
            }
        }
        return try response(.created, created, dialect, to: context)
    }

    /// Changes a flag (DESIGN §4.4).
    @Sendable func update(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let dialect = try chosenDialect(of: request)
        let origin = try origin(of: request, context)
        let key = try request.flagKey(behind: Self.flagsPrefix)
        let change = try ManifestChange(updating: key, try await body(of: request), in: dialect)
        let updated = try await retried(unless: request.headers[.ifMatch] != nil) {
            let current = try await condition(of: request)
            let patch = try change.patch(for: current, settings: settings)
            guard patch != FlagPatch() else { return current }
            return try await store.update(
                key: current.key, expectedVersion: current.version, with: patch, by: origin)
        }
        return try response(.ok, updated, dialect, to: context)
    }

    /// Takes a flag out of the manifest (DESIGN §4.5).
    @Sendable func remove(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let dialect = try chosenDialect(of: request)
        let origin = try origin(of: request, context)
        let answer: ManifestAnswer = try await retried(unless: request.headers[.ifMatch] != nil) {
            let current = try await condition(of: request)
            try current.checkRemovable()
            let key = ManifestKey.manifestKey(of: current.key)
            if archives {
                let archived = try await store.archive(
                    key: current.key, expectedVersion: current.version, by: origin)
                return .removed(key: key, archivedAt: archived.updatedAt)
            }
            try await store.delete(key: current.key, expectedVersion: current.version, by: origin)
            return .removed(key: key, archivedAt: nil)
        }
        return try response(.ok, answer, dialect, to: context)
    }

    /// The flag the path names, unless `If-Match` wants another state of it (DESIGN §4.8).
    private func condition(of request: Request) async throws -> FeatureFlag {
        let current = try await storedFlag(in: request)
        if let condition = request.headers[.ifMatch], !FlagRevision(current).isNamed(in: condition) {
            throw FlagStoreError.stale(current: current)
        }
        return current
    }

    private func body(of request: Request) async throws -> [UInt8] {
        try request.requireJSONContentType(mayBeAbsent: true)
        return try await request.bodyBytes(upTo: Self.maximumBodyBytes)
    }

    /// Does a change that is worked out from the flag's current state anew as long as that state changes meanwhile.
    /// - Parameter isConditional: the caller named the state; then a changed one is theirs to look at.
    private func retried<Value>(
        unless isConditional: Bool = false, _ change: () async throws -> Value
    ) async throws -> Value {
        let start = ContinuousClock.now
        var mayBeTaken = true
        while true {
            do {
                return try await change()
            } catch let error as FlagStoreError {
                switch error {
                case .stale where !isConditional: break
                case .keyTaken where mayBeTaken: mayBeTaken = false
                default: throw error
                }
            }
            guard ContinuousClock.now - start < Self.patience else { throw FlagStoreError.contention }
            // By chance, so that writers who met do not meet again.
            try await Task.sleep(for: .milliseconds(Int64.random(in: 1...20)))
        }
    }
}

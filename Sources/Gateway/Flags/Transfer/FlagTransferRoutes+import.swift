import FeatureFlags
import HTTPTypes
import Hummingbird
import JSON

extension FlagTransferRoutes {
    private static let maximumBodyBytes = 20 * 1_048_576

    /// How often the plan is made anew when somebody else changed flags in between.
    private static let attempts = 4
    /// For how long it is made anew: a distant store may take all the time there is for one attempt.
    private static let patience = Duration.seconds(8)

    /// Brings the flags of a file into the store, or only tells what that would do (`dry_run=true`).
    ///
    /// Refused flags do not keep the others out unless `atomic=true`. A store that can writes everything at once; any
    /// other one has everything checked before its first write, and a repeated import finishes what was cut short.
    @Sendable func `import`(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let parameters = try request.queryParameters()
        let format = try Self.choice("format", in: parameters, default: Format.posthog)
        let isTrial = try parameters.boolean("dry_run", default: false)
        let isAtomic = try parameters.boolean("atomic", default: false)
        let origin = try ChangeOrigin(
            context, at: clock.now, reason: try parameters.text("reason"), isImport: true)
        let planned = try planner(of: try await fileBytes(of: request), format)
        let started = ContinuousClock.now
        for attempt in 1...Self.attempts {
            let stored = try await store.snapshot().flags
            let plan = planned(stored)
            if plan.archives(flagsOf: stored) { try context.requireArchiving() }
            if isTrial { return Self.answer(plan, isTrial: true) }
            if isAtomic, !plan.isComplete { throw Self.problem(with: plan) }
            do {
                try await store.carryOut(plan.steps, by: origin)
                return Self.answer(plan, isTrial: false)
            } catch {
                switch error {
                case .stale, .staleCohort, .keyTaken, .notFound:
                    let isLate = ContinuousClock.now - started > Self.patience
                    if attempt == Self.attempts || isLate { throw FlagStoreError.contention }
                default: throw error
                }
            }
        }
        throw FlagStoreError.contention
    }

    private func fileBytes(of request: Request) async throws -> [UInt8] {
        try request.requireJSONContentType()
        return try await request.bodyBytes(upTo: Self.maximumBodyBytes)
    }

    /// What the file comes to on what is stored; fails for a file that cannot be read as a whole.
    private func planner(
        of bytes: [UInt8], _ format: Format
    ) throws -> @Sendable (FlagSet) -> ImportPlan {
        switch format {
        case .posthog:
            do {
                let file = try DefinitionsFile(json: try JSON(parsing: bytes, limits: DefinitionsFile.limits))
                return { ImportPlan(file, onto: $0) }
            } catch let problem as FlagProblem {
                throw Problem([problem])
            } catch let error as JSONError {
                throw Problem.invalid("body", rule: "JSON", "The file is not valid JSON: \(error).")
            }
        case .manifest:
            do throws(ManifestError) {
                let file = try ManifestFileReading(bytes)
                return { [settings] in ImportPlan(file, onto: $0, settings: settings) }
            } catch {
                let failure = ManifestFailure(error)
                var problem = Problem(
                    .badRequest, failure.detail ?? failure.problems.map(\.message).joined(separator: " "))
                problem.fields = failure.problems.map {
                    Problem.Field(name: $0.field, rule: $0.code.rawValue, detail: $0.message)
                }
                if problem.fields.isEmpty { problem.fields = [Problem.Field(name: "body", rule: "JSON")] }
                throw problem
            }
        }
    }

    private static func answer(_ plan: ImportPlan, isTrial: Bool) -> Response {
        Response.json { answer in
            answer.field("dry_run", isTrial)
            for (name, value) in plan.members { answer.field(name, value) }
        }
    }

    /// Nothing was imported, because everything or nothing was asked for.
    private static func problem(with plan: ImportPlan) -> Problem {
        let refused = plan.cohorts.refused + plan.flags.refused
        let count = Set(refused.map(\.name)).count
        var problem = Problem(
            .badRequest, "Nothing was imported, because \(count) \(count == 1 ? "entry is" : "entries are") refused.")
        problem.fields = refused.prefix(50).map {
            Problem.Field(name: "\($0.name).\($0.field)", rule: $0.detail, detail: $0.detail)
        }
        problem.members = plan.members.map { ($0.0, $0.1) }
        return problem
    }
}

extension ImportPlan {
    /// Whether a flag that is in use would be archived.
    fileprivate func archives(flagsOf stored: FlagSet) -> Bool {
        steps.contains { step in
            guard case .updateFlag(_, let draft) = step, draft.archived else { return false }
            return stored[draft.key]?.archived != true
        }
    }
}

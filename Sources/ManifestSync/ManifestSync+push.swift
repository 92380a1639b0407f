import FeatureFlags

extension ManifestSync {
    /// Creates and changes in the gateway what differs in the file.
    ///
    /// A flag the gateway refuses does not keep the others out; the status tells of it at the end.
    /// - Parameters:
    ///   - isTrial: only tell what would be done.
    ///   - deletes: take out of the gateway what the file does not have.
    public func push(isTrial: Bool, deletes: Bool) async -> SyncStatus {
        await run { client throws(SyncFailure) in
            let (plan, capabilities) = try await plan(client)
            let hasWork = !plan.created.isEmpty || !plan.changed.isEmpty || (deletes && !plan.extra.isEmpty)
            if isTrial {
                plan.lines(.trial(deletes: deletes)).forEach(output)
                output(hasWork ? "Nothing was changed (dry run)." : "No changes needed.")
                return hasWork ? .differs : .done
            }
            guard hasWork else {
                output("No changes needed (\(Self.count(plan.unchanged, "flag"))).")
                return .done
            }
            try Self.check(capabilities, for: plan, deletes: deletes)
            return try await carryOut(plan, deletes: deletes, client)
        }
    }

    /// Stops before the first write what could not be finished.
    private static func check(
        _ capabilities: Set<String>?, for plan: PushPlan, deletes: Bool
    ) throws(SyncFailure) {
        guard let capabilities else { return }
        if !plan.created.isEmpty || !plan.changed.isEmpty, !capabilities.contains("write") {
            throw .notAllowed("the token may not do this: it lacks the capability write")
        }
        if deletes, !plan.extra.isEmpty, !capabilities.contains("delete") {
            throw .notAllowed("the token may not do this: it lacks the capability delete, which --delete needs")
        }
    }

    private func carryOut(
        _ plan: PushPlan, deletes: Bool, _ client: ManifestClient
    ) async throws(SyncFailure) -> SyncStatus {
        var tally = PushTally()
        do throws(SyncFailure) {
            for write in plan.writes(deletes: deletes) {
                do throws(SyncFailure) {
                    output(try await make(write, client, &tally))
                } catch {
                    guard case .refused(let reason) = error else { throw error }
                    tally.refused += 1
                    complaints("\(DisplayText.of(write.key)): \(reason)")
                }
            }
        } catch {
            output("Stopped: " + tally.summary(unchanged: plan.unchanged))
            throw error
        }
        output(tally.summary(unchanged: plan.unchanged))
        return tally.refused == 0 ? .done : .refused
    }

    /// Makes one write.
    /// - Returns: the line that tells of it.
    private func make(
        _ write: PushPlan.Write, _ client: ManifestClient, _ tally: inout PushTally
    ) async throws(SyncFailure) -> String {
        switch write {
        case .create(let flag):
            try await client.create(flag)
            tally.created += 1
            return "created \(PushPlan.summary(of: flag))"
        case .change(let change):
            try await client.update(change.flag)
            tally.changed += 1
            return "changed \(PushPlan.summary(of: change))"
        case .remove(let flag):
            let isArchived = try await client.remove(flag.key)
            tally.removed += 1
            return "\(isArchived ? "archived" : "deleted") \(DisplayText.of(flag.key))"
        }
    }
}

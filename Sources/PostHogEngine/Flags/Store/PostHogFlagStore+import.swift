public import FeatureFlags
import JSON
import PostHogClient

extension PostHogFlagStore {
    /// Makes the writes of an import, several at once where none waits for another.
    ///
    /// It stops at a deadline, since PostHog takes only so many writes a minute (PostHog API facts §1.5); what is made
    /// stays, and a repeated import makes the rest.
    public func carryOut(_ steps: [ImportStep], by origin: ChangeOrigin) async throws(FlagStoreError) {
        var work = FlagImport(total: steps.count, origin: origin)
        // Cohorts come first in a plan, and are few.
        let cohorts = steps.prefix { $0.isOfCohort }
        for step in cohorts {
            guard work.left != nil else { throw work.interrupted("it takes too long", retryAfterSeconds: 1) }
            do throws(FlagStoreError) {
                try await carryOut(step, with: &work.references, by: origin)
            } catch {
                throw work.failure(error)
            }
            work.done += 1
        }
        let flags = Array(steps[cohorts.endIndex...])
        guard !flags.isEmpty else { return }
        let started = work
        try await writing { () async throws(FlagStoreError) in
            var work = started
            let stored = try await mirror.content().flags.flags
            let idByKey = Dictionary(stored.map { ($0.key, $0.id) }) { first, _ in first }
            for wave in ImportWaves(flags, idByKey: idByKey).waves {
                let outcome = await makeWave(wave.map { flags[$0] }, &work)
                if case .failure(let error) = outcome {
                    await publish(&work)
                    switch error {
                    // What the plan was made from is not what PostHog has: the next plan must know better.
                    case .keyTaken, .stale, .notFound: await mirror.poll(.write)
                    default: break
                    }
                    throw work.failure(error)
                }
            }
            await publish(&work)
        }
    }

    /// Makes writes side by side; after one that failed none is begun.
    private func makeWave(_ steps: [ImportStep], _ work: inout FlagImport) async -> Result<Void, FlagStoreError> {
        let (references, fresh) = (work.references, work.fresh)
        var failure: (place: Int, error: FlagStoreError)?
        func keep(_ error: FlagStoreError, at place: Int) {
            if place < failure?.place ?? .max { failure = (place, error) }
        }
        await withTaskGroup(of: (Int, Result<FlagImport.Written, FlagStoreError>).self) { group in
            var next = 0
            var running = 0
            while true {
                while running < FlagImport.concurrency, next < steps.count, failure == nil {
                    guard let left = work.left else {
                        keep(.unavailable("it takes too long", retryAfterSeconds: 1), at: next)
                        break
                    }
                    let (place, step) = (next, steps[next])
                    group.addTask { (place, await self.make(step, references, fresh, within: left)) }
                    next += 1
                    running += 1
                }
                guard running > 0, let (place, outcome) = await group.next() else { break }
                running -= 1
                do throws(FlagStoreError) {
                    let written = try outcome.get()
                    work.done += 1
                    let flag = try await note(written.answer, written.action, instead: written.old, by: work.origin)
                    work.fresh.append(flag)
                    if case .createFlag(let placeholder, _) = steps[place] {
                        work.references.setFlag(placeholder, flag.id)
                    }
                } catch {
                    keep(error, at: place)
                }
            }
        }
        if let failure { return .failure(failure.error) }
        return .success(())
    }

    /// Makes one write.
    /// - Parameter fresh: flags it may refer to that the copy does not have yet.
    private func make(
        _ step: ImportStep, _ references: ImportReferences, _ fresh: [FeatureFlag], within limit: Duration
    ) async -> Result<FlagImport.Written, FlagStoreError> {
        do throws(FlagStoreError) {
            switch step {
            case .createFlag(_, let draft):
                let draft = references.resolved(draft).normalized()
                try await check(draft, changing: nil, with: fresh)
                let fields = try await fields(with: fresh).creation(draft)
                let answer = try await answer(
                    to: "flag \(draft.key)", key: draft.key
                ) { client throws(PostHogError) in
                    try await client.with(deadline: limit).createFlag(fields)
                }
                return .success(FlagImport.Written(answer: answer, action: .created, old: nil))
            case .updateFlag(let version, let wanted):
                let current = try await existing(wanted.key, expectedVersion: version)
                let draft = references.resolved(wanted).normalized()
                try await check(draft, changing: current, with: fresh)
                let fields = try await fields(with: fresh).change(from: FlagDraft(current), to: draft)
                let answer = try await patch(current, fields, key: draft.key, within: limit)
                let action: FlagChange.Action =
                    draft.archived == current.archived ? .updated : draft.archived ? .archived : .restored
                return .success(FlagImport.Written(answer: answer, action: action, old: current))
            case .createCohort, .updateCohort:
                return .failure(.failed("a cohort comes behind a flag in an import"))
            }
        } catch {
            return .failure(error)
        }
    }

    /// Shows what is made to every reader.
    private func publish(_ work: inout FlagImport) async {
        let fresh = work.fresh
        guard !fresh.isEmpty else { return }
        work.fresh = []
        await show("\(fresh.count) imported flags") { catalog in
            let now = WallClock.now
            for flag in fresh { catalog.write(flag, at: now) }
        }
        mirror.requestPoll()
    }

    private func fields(with fresh: [FeatureFlag]) async throws(FlagStoreError) -> FlagFields {
        FlagFields(flags: try await mirror.content().flags.flags + fresh)
    }
}

extension ImportStep {
    fileprivate var isOfCohort: Bool {
        switch self {
        case .createCohort, .updateCohort: true
        case .createFlag, .updateFlag: false
        }
    }
}

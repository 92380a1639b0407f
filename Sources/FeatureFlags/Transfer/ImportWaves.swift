/// Which writes of flags in an import wait for which: those of one wave may be made side by side.
///
/// A write comes a wave after the writes of what it refers to, and after an earlier write of the same flag.
public struct ImportWaves: Sendable, Equatable {
    /// Indices of steps in their order, wave after wave.
    public private(set) var waves: [[Int]] = []

    /// - Parameters:
    ///   - steps: writes of flags; each comes after what it refers to.
    ///   - idByKey: the numbers of the flags that are stored.
    public init(_ steps: [ImportStep], idByKey: [String: Int64]) {
        var waveByID: [Int64: Int] = [:]
        for (index, step) in steps.enumerated() {
            let id: Int64?
            let draft: FlagDraft
            switch step {
            case .createFlag(let placeholder, let wanted): (id, draft) = (placeholder, wanted)
            case .updateFlag(_, let wanted): (id, draft) = (idByKey[wanted.key], wanted)
            case .createCohort, .updateCohort: continue
            }
            var before = id.flatMap { waveByID[$0] } ?? -1
            for property in draft.filters.groups.flatMap(\.properties) where property.type == .flag {
                guard let target = Int64(property.key) ?? idByKey[property.key] else { continue }
                before = max(before, waveByID[target] ?? -1)
            }
            let wave = before + 1
            if let id { waveByID[id] = wave }
            if wave == waves.count { waves.append([]) }
            waves[wave].append(index)
        }
    }
}

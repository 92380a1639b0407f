import JSON

/// The answers about all flags as text, written once for a flag set, so that a bulk answer is put together by copying.
///
/// Only the two reasons differ from user to user. Everything is in one list of bytes and named by its place there, as in
/// a ``FlagPlan``: the same flags are answered in many threads at a time, which must not wait for each other's counting
/// of references.
struct OFREPTexts: Sendable {
    /// The answer about one outcome.
    enum Text: Sendable {
        /// What stands before OpenFeature's reason, and between it and PostHog's.
        case success(start: Range<Int>, middle: Range<Int>)
        case failure(Range<Int>)
    }

    private struct Flag: Sendable {
        let isArchived: Bool
        let needsTargetingKey: Bool
        let keyMissing: Text
        let whenDisabled: Text
        let whenOff: Text
        /// In ``whenOn``, by outcome.
        let whenOn: Range<Int>
        /// By condition set.
        let reasons: Range<Int>
    }

    private var bytes: [UInt8] = []
    private var flags: [Flag] = []
    private var whenOn: [Text] = []
    private var reasons: [OFREPReason] = []
    private var reasonTexts: [Range<Int>] = []
    private var causeTexts: [Range<Int>] = []
    private let start: Range<Int>
    private let end: Range<Int>
    /// About as many bytes as the largest answer has.
    private var mostBytes = 256

    private static let mostBytesOfReasons = 64
    private static let endOfSuccess: StaticString = "\"}}"
    private static let endOfAnswer: StaticString = "}}"

    init(_ ready: [OFREPFlag], version: String) {
        start = Self.add(to: &bytes, "{\"flags\":[")
        end = Self.add(to: &bytes, "],\"metadata\":{\"version\":\(JSON.string(version).text)")
        for reason in OFREPReason.allCases { reasonTexts.append(Self.add(to: &bytes, reason.rawValue)) }
        for cause in EvaluationReason.Code.allCases { causeTexts.append(Self.add(to: &bytes, cause.rawValue)) }
        for flag in ready { add(flag) }
    }

    private mutating func add(_ flag: OFREPFlag) {
        let outcomes = whenOn.count..<(whenOn.count + flag.whenOn.count)
        var most = 0
        for answer in flag.whenOn {
            let start = bytes.count
            whenOn.append(add(answer, of: flag))
            most = max(most, bytes.count - start)
        }
        let conditions = reasons.count..<(reasons.count + flag.reasons.count)
        reasons += flag.reasons
        flags.append(
            Flag(
                isArchived: flag.isArchived, needsTargetingKey: flag.needsTargetingKey,
                keyMissing: add(.failure(flag.keyMissing), of: flag), whenDisabled: add(flag.whenDisabled, of: flag),
                whenOff: add(flag.whenOff, of: flag), whenOn: outcomes, reasons: conditions))
        mostBytes += max(most, 256) + Self.mostBytesOfReasons
    }

    private mutating func add(_ answer: OFREPFlag.Answer, of flag: OFREPFlag) -> Text {
        switch answer {
        case .failure(let failure): return .failure(Self.add(to: &bytes, failure.text))
        case .value(let value, let variant):
            let value = value.map { ",\"value\":\($0.text)" } ?? ""
            let variant = JSON.string(variant).text
            return .success(
                start: Self.add(to: &bytes, "{\"key\":\(flag.keyText.text)\(value),\"reason\":\""),
                middle: Self.add(
                    to: &bytes,
                    "\",\"variant\":\(variant),\"metadata\":{\"version\":\(flag.version),\"posthog_reason\":\""))
        }
    }

    private static func add(to bytes: inout [UInt8], _ text: String) -> Range<Int> {
        let start = bytes.count
        bytes += text.utf8
        return start..<bytes.count
    }

    /// `{"flags":[…],"metadata":{"version",…}}`.
    /// - Parameters:
    ///   - evaluations: verdicts about flags of the same set.
    ///   - unreadable: writes the answer about a flag that cannot be evaluated.
    func answer(
        _ evaluations: FlagEvaluations, hasTargetingKey: Bool, quality: OFREPQuality,
        unreadable: (FlagEvaluation) -> OFREPFailure?
    ) -> [UInt8] {
        var answer: [UInt8] = []
        answer.reserveCapacity(mostBytes)
        bytes.withUnsafeBufferPointer { bytes in
            func append(_ range: Range<Int>) { answer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[range])) }
            append(start)
            let empty = answer.count
            for verdict in evaluations.verdicts {
                let place = Int(verdict.flag)
                if verdict.code == .malformed {
                    guard let failure = unreadable(FlagEvaluation(evaluations.flagSet, verdict)) else { continue }
                    if answer.count > empty { answer.append(UInt8(ascii: ",")) }
                    answer += failure.text.utf8
                    continue
                }
                guard !flags[place].isArchived else { continue }
                if answer.count > empty { answer.append(UInt8(ascii: ",")) }
                switch text(verdict, outcome: evaluations.flagSet.place(ofOutcome: verdict), hasTargetingKey) {
                case .failure(let range): append(range)
                case .success(let start, let middle):
                    append(start)
                    append(reasonTexts[reason(verdict).place])
                    append(middle)
                    append(causeTexts[verdict.code.place])
                    Self.endOfSuccess.withUTF8Buffer { answer.append(contentsOf: $0) }
                }
            }
            append(end)
            for (name, value) in quality.members {
                answer += ",\"\(name)\":".utf8
                answer += value.serialized()
            }
            Self.endOfAnswer.withUTF8Buffer { answer.append(contentsOf: $0) }
        }
        return answer
    }

    private func text(_ verdict: FlagVerdict, outcome: Int?, _ hasTargetingKey: Bool) -> Text {
        let flag = flags[Int(verdict.flag)]
        guard verdict.code != .disabled else { return flag.whenDisabled }
        guard hasTargetingKey || !flag.needsTargetingKey else { return flag.keyMissing }
        return outcome.map { whenOn[flag.whenOn.lowerBound + $0] } ?? flag.whenOff
    }

    private func reason(_ verdict: FlagVerdict) -> OFREPReason {
        let conditions = flags[Int(verdict.flag)].reasons
        let place = conditions.lowerBound + Int(verdict.condition)
        return OFREPReason(verdict.code, ofCondition: conditions.contains(place) ? reasons[place] : nil)
    }
}

extension OFREPReason {
    fileprivate var place: Int {
        switch self {
        case .static: 0
        case .targetingMatch: 1
        case .split: 2
        case .disabled: 3
        case .default: 4
        }
    }
}

extension EvaluationReason.Code {
    fileprivate var place: Int {
        switch self {
        case .superCondition: 0
        case .holdout: 1
        case .conditionMatch: 2
        case .outOfRollout: 3
        case .noConditionMatch: 4
        case .noGroupType: 5
        case .disabled: 6
        case .missingDependency: 7
        case .malformed: 8
        }
    }
}

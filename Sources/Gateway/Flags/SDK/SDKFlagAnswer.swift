import Analytics
import FeatureFlags
import JSON

/// The answer of `/flags` and `/decide`.
struct SDKFlagAnswer: Sendable {
    let evaluations: [FlagEvaluation]
    /// Whether something that the flags ask for could not be had, so that some may be off that are on.
    let lacksFacts: Bool
    let shape: SDKAnswerShape
    let requestID: String
    let evaluatedAt: Timestamp
    /// Whether the caller asked for the project's settings as well.
    let includesConfiguration: Bool

    func write(to json: inout JSONWriter) {
        json.object { answer in
            answer.field("errorsWhileComputingFlags", lacksFacts || evaluations.contains { $0.failure != nil })
            switch shape {
            case .activeKeys:
                answer.field("featureFlags", array: evaluations.filter(\.enabled)) { $0.value($1.key) }
            case .activeMap: writeMap(of: evaluations.filter(\.enabled), to: &answer)
            case .legacy:
                // A flag that failed is left out, so that the SDK keeps what it knew.
                writeMap(of: evaluations.filter { $0.failure == nil }, to: &answer)
                answer.object("featureFlagPayloads") { payloads in
                    for evaluation in evaluations {
                        if let payload = evaluation.payload { payloads.field(evaluation.key, payload) }
                    }
                }
            case .detailed:
                answer.object("flags") { flags in
                    for evaluation in evaluations {
                        flags.object(evaluation.key) { Self.write(evaluation, to: &$0) }
                    }
                }
            }
            // There is no quota; SDKs that look for one find none used up.
            answer.field("quotaLimited", array: EmptyCollection<String>()) { $0.value($1) }
            answer.field("requestId", requestID)
            answer.field("evaluatedAt", evaluatedAt.microseconds / 1_000)
            if includesConfiguration { Self.writeConfiguration(to: &answer) }
        }
    }

    private func writeMap(of evaluations: [FlagEvaluation], to answer: inout JSONWriter.ObjectWriter) {
        answer.object("featureFlags") { map in
            for evaluation in evaluations {
                if let variant = evaluation.variant {
                    map.field(evaluation.key, variant)
                } else {
                    map.field(evaluation.key, evaluation.enabled)
                }
            }
        }
    }

    private static func write(_ evaluation: FlagEvaluation, to flag: inout JSONWriter.ObjectWriter) {
        flag.field("key", evaluation.key)
        flag.field("enabled", evaluation.enabled)
        flag.field("variant", evaluation.variant)
        flag.reason(evaluation.reason)
        flag.object("metadata") { metadata in
            metadata.field("id", evaluation.flagID)
            metadata.field("version", evaluation.version)
            metadata.field("description", JSON.null)
            metadata.field("payload", evaluation.payload)
        }
        if evaluation.failure != nil { flag.field("failed", true) }
    }

    /// What a web SDK wants to know of the project: nothing but flags and capture is on.
    static func writeConfiguration(to answer: inout JSONWriter.ObjectWriter) {
        answer.field("supportedCompression", ["gzip", "gzip-js"])
        answer.field("defaultIdentifiedOnly", true)
        answer.object("config") { $0.field("enable_collect_everything", true) }
        for name in ["sessionRecording", "surveys", "heatmaps", "capturePerformance", "autocaptureExceptions"] {
            answer.field(name, false)
        }
        answer.field("isAuthenticated", false)
        answer.object("toolbarParams") { _ in }
        answer.field("siteApps", array: EmptyCollection<String>()) { $0.value($1) }
    }
}

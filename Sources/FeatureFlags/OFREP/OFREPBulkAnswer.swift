public import JSON

/// All flags for one context.
public struct OFREPBulkAnswer: Sendable, Hashable {
    public var evaluations: [OFREPEvaluation]
    /// The version of the flag set.
    public var version: String

    public init(evaluations: [OFREPEvaluation], version: String) {
        self.evaluations = evaluations
        self.version = version
    }
}

extension OFREPBulkAnswer: JSONWritable {
    /// `{"flags":[…],"metadata":{"version"}}`.
    public func write(to json: inout JSONWriter) {
        json.object { answer in
            answer.field("flags", array: evaluations) { json, evaluation in evaluation.write(to: &json) }
            answer.object("metadata") { $0.field("version", version) }
        }
    }
}

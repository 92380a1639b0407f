public import JSON

/// What became of one flag; in a bulk answer one flag's failure leaves the others alone.
public enum OFREPEvaluation: Sendable, Hashable {
    case success(OFREPSuccess)
    case failure(OFREPFailure)
}

extension OFREPEvaluation: JSONWritable {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .success(let success): success.write(to: &json)
        case .failure(let failure): failure.write(to: &json)
        }
    }
}

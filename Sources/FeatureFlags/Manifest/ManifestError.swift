/// Why a request for the manifest cannot be done.
public enum ManifestError: Error, Sendable, Equatable {
    /// What was to be done with a flag that is archived.
    public enum Operation: String, Sendable, Hashable {
        case create
        case update
        case delete
    }

    /// The body is no JSON object; what is wrong with it.
    case malformedBody(String)
    /// Fields that break a rule; never empty.
    case invalid([ManifestProblem])
    /// The type of a flag stays what it was.
    case typeChange(from: ManifestType, to: ManifestTypeName)
    case notFound(key: String)
    /// Another flag has the key.
    case keyTaken(String)
    /// The flag is out of the manifest but keeps its key.
    case archived(key: String, Operation)
}

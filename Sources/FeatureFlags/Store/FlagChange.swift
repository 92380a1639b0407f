/// One entry of a flag's history.
public struct FlagChange: Sendable, Equatable {
    public enum Action: String, Sendable, Hashable {
        case created
        case updated
        case archived
        case restored
        case deleted
        case reverted
    }

    /// Rises with every change of any flag.
    public let id: Int64
    public let flagID: Int64
    public let key: String
    /// The version the change made.
    public let version: Int64
    public let action: Action
    public let origin: ChangeOrigin
    public let diff: FlagDiff

    public init(
        id: Int64, flagID: Int64, key: String, version: Int64, action: Action, origin: ChangeOrigin, diff: FlagDiff
    ) {
        self.id = id
        self.flagID = flagID
        self.key = key
        self.version = version
        self.action = action
        self.origin = origin
        self.diff = diff
    }
}

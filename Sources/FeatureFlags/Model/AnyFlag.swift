/// A stored flag, whether or not it can be read.
public enum AnyFlag: Sendable, Equatable {
    case readable(FeatureFlag)
    case malformed(MalformedFlag)
}

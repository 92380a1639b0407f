public import JSON

/// The variants of a flag that has more than on and off.
public struct FlagMultivariate: Sendable, Equatable {
    public var variants: [FlagVariant]
    public var unknownMembers: JSONObject

    public init(variants: [FlagVariant], unknownMembers: JSONObject = [:]) {
        self.variants = variants
        self.unknownMembers = unknownMembers
    }
}

public import Analytics
public import JSON

/// A change of some members of a flag in the manifest; nil leaves a member as it is.
public struct ManifestChange: Sendable, Equatable {
    /// What the body says the flag's type is; it must be so already.
    public var type: ManifestTypeName?
    /// Empty removes the name. What the manifest shows for want of one is none, so that an entry can be sent back.
    public var name: String?
    /// Empty clears the description.
    public var description: String?
    public var defaultValue: JSON?
    /// Replaces all variants.
    public var variants: OrderedDictionary<String, ManifestVariant>?
    public var state: ManifestFlag.State?
    /// Replaces all metadata.
    public var metadata: ManifestMetadata?
    /// A nil inside removes the expiry.
    public var expiry: Timestamp??
    /// How the caller reads flags.
    public var dialect: ManifestDialect?

    public init(
        type: ManifestTypeName? = nil, name: String? = nil, description: String? = nil, defaultValue: JSON? = nil,
        variants: OrderedDictionary<String, ManifestVariant>? = nil, state: ManifestFlag.State? = nil,
        metadata: ManifestMetadata? = nil, expiry: Timestamp?? = nil, dialect: ManifestDialect? = nil
    ) {
        self.type = type
        self.name = name
        self.description = description
        self.defaultValue = defaultValue
        self.variants = variants
        self.state = state
        self.metadata = metadata
        self.expiry = expiry
        self.dialect = dialect
    }
}

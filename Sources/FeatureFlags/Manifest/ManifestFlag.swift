public import Analytics
public import JSON

/// A flag as OpenFeature sees it: a key, a type, a default, and perhaps variants.
public struct ManifestFlag: Sendable, Equatable {
    /// Whether PostHog evaluates the flag at all.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case enabled = "ENABLED"
        case disabled = "DISABLED"
    }

    /// The key of the manifest; ``ManifestKey`` tells which key PostHog keeps it under.
    public var key: String
    /// The display name; nil when none was given.
    public var name: String?
    public var description: String
    public var type: ManifestType
    /// The code default: what an application uses when it gets no value. Not a rollout (DESIGN §4.3).
    public var defaultValue: JSON
    /// The variants in their order; empty for a flag that has only its default.
    public var variants: OrderedDictionary<String, ManifestVariant>
    public var state: State
    public var metadata: ManifestMetadata
    /// When the flag should be gone.
    public var expiry: Timestamp?

    public init(
        key: String, name: String? = nil, description: String = "", type: ManifestType, defaultValue: JSON,
        variants: OrderedDictionary<String, ManifestVariant> = [:], state: State = .enabled,
        metadata: ManifestMetadata = ManifestMetadata(), expiry: Timestamp? = nil
    ) {
        self.key = key
        self.name = name
        self.description = description
        self.type = type
        self.defaultValue = defaultValue
        self.variants = variants
        self.state = state
        self.metadata = metadata
        self.expiry = expiry
    }

    /// Whether two flags say the same; the order of variants and of the members of objects does not count, nor do
    /// capitals in metadata.
    public func isEquivalent(to other: ManifestFlag) -> Bool {
        var left = self
        var right = other
        left.defaultValue = .null
        right.defaultValue = .null
        left.variants = [:]
        right.variants = [:]
        left.metadata = left.metadata.asTagsAre
        right.metadata = right.metadata.asTagsAre
        guard left == right, key.utf8.elementsEqual(other.key.utf8), variants.count == other.variants.count,
            defaultValue.isSame(as: other.defaultValue)
        else { return false }
        return variants.allSatisfy { key, variant in
            guard let counterpart = other.variants[key] else { return false }
            return variant.weight == counterpart.weight && variant.value.isSame(as: counterpart.value)
        }
    }
}

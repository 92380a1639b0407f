public import JSON

/// One variant of a flag in the manifest.
public struct ManifestVariant: Sendable, Equatable {
    public var value: JSON
    /// Percent of the users who match, 0 to 100; nil shares what the others leave (DESIGN §4.7).
    public var weight: Double?

    public init(value: JSON, weight: Double? = nil) {
        self.value = value
        self.weight = weight
    }
}

/// The bounds of one parse.
public struct JSONLimits: Sendable, Hashable {
    /// The deepest nesting of arrays and objects; at most 512, because parsing uses stack space for every level.
    public let maximumDepth: Int
    /// The largest document in bytes.
    public let maximumBytes: Int
    /// The most elements of one array and members of one object.
    public let maximumContainerElements: Int
    /// The most values of a whole document, containers included: a bound on memory, since a value takes far more room
    /// than the two bytes it can be written in.
    public let maximumValues: Int

    /// Whether an object in which two members have the same name is refused, where a person wrote the document and would
    /// not notice which one counts.
    public let refusesEqualNames: Bool

    /// Whether what clients outside our reach send although it is no JSON is taken all the same: `NaN`, `Infinity` and
    /// `-Infinity` as `null`, bytes that are not UTF-8 as U+FFFD.
    public let isLenient: Bool

    /// Depth 64, 32 MiB, 250 000 elements in a container, two million values.
    public static let standard = JSONLimits()

    /// The standard bounds for what PostHog's SDKs ask for flags with: PostHog reads that as JSON5 (API facts §9.1).
    public static let lenient = JSONLimits(isLenient: true)

    public init(
        maximumDepth: Int = 64,
        maximumBytes: Int = 32 * 1024 * 1024,
        maximumContainerElements: Int = 250_000,
        maximumValues: Int = 2_000_000,
        refusesEqualNames: Bool = false,
        isLenient: Bool = false
    ) {
        self.maximumDepth = min(max(maximumDepth, 0), 512)
        self.maximumBytes = maximumBytes
        self.maximumContainerElements = maximumContainerElements
        self.maximumValues = maximumValues
        self.refusesEqualNames = refusesEqualNames
        self.isLenient = isLenient
    }
}

/// Why a text is no pattern.
struct PatternError: Error, Sendable, Hashable {
    let reason: String
    /// The offset of the character at fault, counted in scalars from 0.
    let offset: Int
}

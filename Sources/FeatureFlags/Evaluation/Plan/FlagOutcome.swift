/// What a flag that is on can come out as.
struct FlagOutcome: Sendable {
    let variant: String?
    /// JSON text, as it is stored.
    let payload: String?
}

/// A field of one event that breaks a rule.
struct CaptureFieldError: Error, Equatable {
    let field: String
    let reason: String
}

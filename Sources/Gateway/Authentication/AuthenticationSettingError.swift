/// A setting that stops the start: one line that names the variable, its problem and what is allowed (DESIGN §8).
///
/// It never holds the value, because every value here is or could be a secret.
struct AuthenticationSettingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The environment variable, for example `CUSTOM_TOKEN_1`.
    let variable: String
    /// What is wrong, for example `has 12 bytes`.
    let problem: String
    /// What would be right, for example `at least 32 bytes`.
    let allowed: String

    var description: String {
        "\(variable) \(problem); allowed: \(allowed)"
    }
}

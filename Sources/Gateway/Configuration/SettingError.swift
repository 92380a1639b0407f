/// A setting with a wrong value: one line that names the variable, the value's problem and what is allowed.
public struct SettingError: Error, Sendable, Equatable, CustomStringConvertible {
    public let variable: String
    /// What is wrong with the value; a secret's value is never part of it.
    public let problem: String
    public let allowed: String

    public init(_ variable: String, _ problem: String, allowed: String) {
        self.variable = variable
        self.problem = problem
        self.allowed = allowed
    }

    public var description: String {
        "\(variable) \(problem); allowed: \(allowed)"
    }
}

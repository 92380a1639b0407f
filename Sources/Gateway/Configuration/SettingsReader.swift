import JSON

/// Reads typed settings from named variables; an empty value counts as absent.
struct SettingsReader {
    private let lookup: (String) -> String?

    init(_ lookup: @escaping (String) -> String?) {
        self.lookup = lookup
    }

    func text(_ variable: String) -> String? {
        guard let value = lookup(variable), !value.isEmpty else { return nil }
        return value
    }

    func integer(_ variable: String, in bounds: ClosedRange<Int>, default fallback: Int) throws(SettingError) -> Int {
        guard let text = text(variable) else { return fallback }
        guard let number = Int(text), bounds.contains(number) else {
            throw SettingError(
                variable, "is \"\(text.prefix(40))\"",
                allowed: "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return number
    }

    func number(_ variable: String, in bounds: ClosedRange<Double>, default fallback: Double) throws(SettingError)
        -> Double
    {
        guard let text = text(variable) else { return fallback }
        guard let number = Double(text), bounds.contains(number) else {
            throw SettingError(
                variable, "is \"\(text.prefix(40))\"",
                allowed: "a number from \(JSON.double(bounds.lowerBound)) to \(JSON.double(bounds.upperBound))")
        }
        return number
    }

    func boolean(_ variable: String, default fallback: Bool) throws(SettingError) -> Bool {
        guard let text = text(variable) else { return fallback }
        switch text.lowercased() {
        case "true", "1", "yes", "on": return true
        case "false", "0", "no", "off": return false
        default: throw SettingError(variable, "is \"\(text.prefix(40))\"", allowed: "true or false")
        }
    }

    /// Comma separated values without the spaces around them.
    func list(_ variable: String) -> [String] {
        (text(variable) ?? "").split(separator: ",").map { String($0.trimmingBlanks()) }.filter { !$0.isEmpty }
    }

    func choice<Value: RawRepresentable & CaseIterable>(
        _ variable: String, of type: Value.Type, default fallback: Value
    ) throws(SettingError) -> Value where Value.RawValue == String {
        guard let text = text(variable) else { return fallback }
        guard let value = Value(rawValue: text.lowercased()) else {
            throw SettingError(
                variable, "is \"\(text.prefix(40))\"",
                allowed: Value.allCases.map(\.rawValue).joined(separator: " or "))
        }
        return value
    }
}

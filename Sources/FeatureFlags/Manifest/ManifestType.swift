public import JSON

/// The type of an OpenFeature flag.
public enum ManifestType: String, Sendable, Hashable, CaseIterable {
    case boolean
    case string
    case integer
    case float
    /// A JSON object or array.
    case object

    /// The type a JSON value has by itself; nil for `null`.
    public init?(of value: JSON) {
        switch value {
        case .null: return nil
        case .bool: self = .boolean
        case .string: self = .string
        case .integer: self = .integer
        case .double: self = .float
        case .array, .object: self = .object
        }
    }

    /// The value as this type holds it; nil when it is of another type.
    ///
    /// An integer given for a float gets its fraction (`10` becomes `10.0`), because the OpenFeature CLI sends numbers
    /// through a type that loses it (flag systems §4c, trap 3); `10.0` given for an integer loses it.
    public func normalized(_ value: JSON) -> JSON? {
        switch (self, value) {
        case (.boolean, .bool), (.string, .string), (.integer, .integer), (.float, .double), (.object, .object),
            (.object, .array):
            value
        case (.float, .integer(let integer)): .double(Double(integer))
        case (.integer, .double(let double)): Int64(exactly: double).map(JSON.integer)
        default: nil
        }
    }

    /// What a value of this type looks like, for messages.
    var rule: String {
        switch self {
        case .boolean: "true or false"
        case .string: "a string"
        case .integer: "a whole number from -2^63 to 2^63-1"
        case .float: "a number"
        case .object: "an object or an array"
        }
    }
}

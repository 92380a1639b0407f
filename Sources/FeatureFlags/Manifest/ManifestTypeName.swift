import JSON

/// The name of a type in a request: the five types, and `number` for either kind of number (DESIGN §4.2).
public enum ManifestTypeName: String, Sendable, Hashable, CaseIterable {
    case boolean
    case string
    case number
    case integer
    case float
    case object

    public init(_ type: ManifestType) {
        switch type {
        case .boolean: self = .boolean
        case .string: self = .string
        case .integer: self = .integer
        case .float: self = .float
        case .object: self = .object
        }
    }

    /// Whether a flag of this type may be called so.
    public func names(_ type: ManifestType) -> Bool {
        self == ManifestTypeName(type) || (self == .number && (type == .integer || type == .float))
    }

    /// The type meant, given all values the flag has: a `number` is a float as soon as one of them has a fraction.
    func type(of values: some Sequence<JSON>) -> ManifestType {
        switch self {
        case .boolean: .boolean
        case .string: .string
        case .integer: .integer
        case .float: .float
        case .object: .object
        case .number: values.contains { if case .double = $0 { true } else { false } } ? .float : .integer
        }
    }
}

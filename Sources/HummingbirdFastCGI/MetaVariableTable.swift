import HTTPTypes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds the meaning of a parameter's name.
///
/// Known names are found without hashing and without allocating: the table is indexed by the name's length, and at most a
/// handful of names share one.
struct MetaVariableTable: Sendable {
    static let standard = MetaVariableTable()

    private var byLength: [[(name: [UInt8], variable: MetaVariable)]]

    private init() {
        byLength = []
        for (name, variable) in Self.variables {
            insert(name, variable)
        }
        for fieldName in Self.fieldNames {
            guard let field = HTTPField.Name(fieldName) else { continue }
            insert(Self.parameterName(of: fieldName), .field(field))
        }
    }

    private mutating func insert(_ name: String, _ variable: MetaVariable) {
        let length = name.utf8.count
        while byLength.count <= length { byLength.append([]) }
        byLength[length].append((Array(name.utf8), variable))
    }

    private static func parameterName(of fieldName: String) -> String {
        "HTTP_" + fieldName.uppercased().split(separator: "-", omittingEmptySubsequences: false).joined(separator: "_")
    }

    /// The meaning of `name`; nil for a name that no request needs or that is no valid header name.
    func variable(named name: UnsafeRawBufferPointer) -> MetaVariable? {
        if name.count < byLength.count {
            for entry in byLength[name.count] where Self.isEqual(name, entry.name) {
                return entry.variable
            }
        }
        if name.starts(with: Self.headerPrefix) {
            return HTTPField.Name(Self.fieldName(of: name)).map(MetaVariable.field)
        }
        return Self.isRedirectedAuthorization(name) ? .authorization : nil
    }

    private static let headerPrefix = Array("HTTP_".utf8)
    private static let redirectPrefix = Array("REDIRECT_".utf8)

    private static func isEqual(_ name: UnsafeRawBufferPointer, _ known: [UInt8]) -> Bool {
        known.withUnsafeBytes { known in
            guard let left = name.baseAddress, let right = known.baseAddress else { return known.isEmpty }
            return memcmp(left, right, known.count) == 0
        }
    }

    /// `HTTP_X_FOO` → `x-foo`.
    private static func fieldName(of name: UnsafeRawBufferPointer) -> String {
        let suffix = name.dropFirst(headerPrefix.count)
        return String(
            decoding: suffix.lazy.map { byte in
                switch byte {
                case UInt8(ascii: "_"): UInt8(ascii: "-")
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
                default: byte
                }
            },
            as: UTF8.self
        )
    }

    /// Apache puts `REDIRECT_` before the name for every internal redirect.
    private static func isRedirectedAuthorization(_ name: UnsafeRawBufferPointer) -> Bool {
        guard name.starts(with: redirectPrefix) else { return false }
        var rest = name[...]
        while rest.starts(with: redirectPrefix) { rest = rest.dropFirst(redirectPrefix.count) }
        return rest.elementsEqual("HTTP_AUTHORIZATION".utf8)
    }
}

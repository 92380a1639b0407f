import Glibc
import HTTPTypes

/// Finds the meaning of a parameter's name.
///
/// Known names are found without hashing, allocating or counting references: they lie in one buffer, ordered by length,
/// and at most a handful share one.
struct MetaVariableTable: Sendable {
    static let standard = MetaVariableTable()

    /// The names of one length: where they begin in ``names``, and the index of the first one's variable.
    private struct Group {
        var offset: Int
        var first: Int
        var count = 0
    }

    private var groups: [Group] = []
    private var names: [UInt8] = []
    private var variables: [MetaVariable] = []

    private init() {
        var pairs = Self.variables
        for fieldName in Self.fieldNames {
            guard let field = HTTPField.Name(fieldName) else { continue }
            pairs.append((Self.parameterName(of: fieldName), .field(field)))
        }
        for (name, variable) in pairs.sorted(by: { $0.0.utf8.count < $1.0.utf8.count }) {
            while groups.count <= name.utf8.count {
                groups.append(Group(offset: names.count, first: variables.count))
            }
            groups[name.utf8.count].count += 1
            names.append(contentsOf: name.utf8)
            variables.append(variable)
        }
    }

    private static func parameterName(of fieldName: String) -> String {
        "HTTP_" + fieldName.uppercased().split(separator: "-", omittingEmptySubsequences: false).joined(separator: "_")
    }

    /// The meaning of `name`; nil for a name that no request needs or that is no valid header name.
    func variable(named name: UnsafeRawBufferPointer) -> MetaVariable? {
        if let index = index(of: name) { return variables[index] }
        switch name.first {
        case UInt8(ascii: "H") where name.starts(with: Self.headerPrefix):
            return HTTPField.Name(Self.fieldName(of: name)).map(MetaVariable.field)
        case UInt8(ascii: "R"):
            return Self.isRedirectedAuthorization(name) ? .authorization : nil
        default:
            return nil
        }
    }

    private func index(of name: UnsafeRawBufferPointer) -> Int? {
        guard let wanted = name.baseAddress, name.count < groups.count else { return nil }
        let group = groups[name.count]
        return names.withUnsafeBytes { names in
            guard let known = names.baseAddress else { return nil }
            for number in 0..<group.count
            where memcmp(wanted, known + group.offset + number * name.count, name.count) == 0 {
                return group.first + number
            }
            return nil
        }
    }

    private static let headerPrefix = Array("HTTP_".utf8)
    private static let redirectPrefix = Array("REDIRECT_".utf8)

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

import JSON

/// Plays what the OpenFeature CLI does with a manifest (flag systems §4c): `pull` into a local file, `push` from it.
///
/// The CLI is written in Go and passes every number through a 64-bit float, which it writes without a fraction when it
/// has none, and every object through a map, which it writes with sorted names.
struct CLIPlay {
    struct LocalFlag: Equatable {
        var type: String
        var description: String
        var defaultValue: JSON
    }

    /// The local file: flags by key.
    var file: [String: LocalFlag] = [:]

    /// What a push did.
    struct Push: Equatable {
        var created: [String] = []
        var updated: [String] = []
    }

    mutating func pull(from server: ManifestDouble) throws {
        file = try Self.read(server.manifest)
    }

    func push(to server: inout ManifestDouble) throws -> Push {
        let remote = try Self.read(server.manifest)
        var push = Push()
        for (key, flag) in file.sorted(by: { $0.key < $1.key }) {
            if remote[key] == nil {
                push.created.append(key)
            } else if remote[key] != flag {
                push.updated.append(key)
            }
        }
        for key in push.created { _ = try server.create(try body(key)) }
        for key in push.updated { _ = try server.update(key, try body(key)) }
        return push
    }

    /// What is sent: no name ever, no description when it is empty.
    func body(_ key: String) throws -> String {
        guard let flag = file[key] else { return "" }
        var members: JSONObject = ["key": .string(key), "type": .string(flag.type)]
        if !flag.description.isEmpty { members["description"] = .string(flag.description) }
        var text = JSON.object(members).text
        text.removeLast()
        return text + #","defaultValue":"# + Self.goText(flag.defaultValue) + "}"
    }

    private static func read(_ manifest: JSON) throws -> [String: LocalFlag] {
        var flags: [String: LocalFlag] = [:]
        for flag in manifest["flags"]?.arrayValue ?? [] {
            guard let key = flag["key"]?.stringValue, let type = flag["type"]?.stringValue else { continue }
            // Read from text and written to it, as the file is.
            let value = try JSON(parsing: goText(flag["defaultValue"] ?? .null))
            flags[key] = LocalFlag(
                type: type, description: flag["description"]?.stringValue ?? "", defaultValue: asFloats(value))
        }
        return flags
    }

    static func asFloats(_ value: JSON) -> JSON {
        switch value {
        case .integer(let integer): return .double(Double(integer))
        case .array(let elements): return .array(elements.map(asFloats))
        case .object(let members):
            var sorted: JSONObject = [:]
            for (name, member) in members.sorted(by: { $0.key < $1.key }) { sorted[name] = asFloats(member) }
            return .object(sorted)
        default: return value
        }
    }

    static func goText(_ value: JSON) -> String {
        switch asFloats(value) {
        case .double(let number):
            guard number.rounded() == number, abs(number) < 1e21 else { return number.description }
            if number == 0 { return number.sign == .minus ? "-0" : "0" }
            var digits = ""
            var rest = abs(number)
            while rest >= 1 {
                let digit = rest.truncatingRemainder(dividingBy: 10)
                digits = String(Int(digit)) + digits
                rest = ((rest - digit) / 10).rounded()
            }
            return (number < 0 ? "-" : "") + digits
        case .array(let elements): return "[" + elements.map(goText).joined(separator: ",") + "]"
        case .object(let members):
            return "{" + members.map { "\(JSON.string($0).text):\(goText($1))" }.joined(separator: ",") + "}"
        case let other: return other.text
        }
    }
}

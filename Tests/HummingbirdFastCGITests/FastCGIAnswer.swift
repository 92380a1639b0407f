/// A CGI response (RFC 3875 §6) as the web server sees it.
struct FastCGIAnswer: Sendable, CustomStringConvertible {
    var status = 0
    var reason = ""
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// Whether END_REQUEST came. Without it the web server treats the response as broken off.
    var isComplete: Bool

    init(_ output: [UInt8], isComplete: Bool) throws {
        self.isComplete = isComplete
        guard let end = Self.headEnd(output) else {
            guard output.isEmpty else { throw FastCGIClient.Failure(text: "no empty line after the head") }
            return
        }
        body = Array(output[(end + 4)...])
        for line in String(decoding: output[..<end], as: UTF8.self).split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { throw FastCGIClient.Failure(text: "head line \(line)") }
            let name = String(line[..<colon])
            let value = String(line[line.index(after: colon)...].drop { $0 == " " })
            if name == "Status" {
                status = Int(value.prefix(3)) ?? 0
                reason = String(value.dropFirst(4))
            } else {
                fields.append((name, value))
            }
        }
    }

    private static func headEnd(_ output: [UInt8]) -> Int? {
        output.indices.dropLast(3).first { output[$0..<$0 + 4].elementsEqual("\r\n\r\n".utf8) }
    }

    /// All values under a name, in order.
    subscript(name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var description: String { "\(status) \(reason) \(fields) \(text.prefix(200)) complete: \(isComplete)" }
}

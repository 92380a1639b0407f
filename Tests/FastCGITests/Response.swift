/// What came back for a request: the records, and the CGI response in them.
struct Response: Sendable {
    var records: [Record] = []
    var output: [UInt8] = []
    /// nil when the connection ended without END_REQUEST.
    var protocolStatus: UInt8?

    var isComplete: Bool { protocolStatus == 0 }

    private var separator: Int? {
        output.indices.dropLast(3).first { output[$0...].starts(with: [13, 10, 13, 10]) }
    }

    var head: [String] {
        let text = String(decoding: output.prefix(separator ?? output.count), as: UTF8.self)
        return text.split(separator: "\r\n").map(String.init)
    }

    var status: Int? {
        guard let line = head.first, line.hasPrefix("Status: ") else { return nil }
        return Int(line.dropFirst(8).prefix(3))
    }

    var body: [UInt8] { separator.map { Array(output[($0 + 4)...]) } ?? [] }

    var text: String { String(decoding: body, as: UTF8.self) }
}

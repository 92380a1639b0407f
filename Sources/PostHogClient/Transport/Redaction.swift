/// Removes keys and tokens from text that a person may read.
struct Redaction: Sendable {
    private let secrets: [String]

    init(_ credentials: PostHogCredentials) {
        secrets = [credentials.apiKey, credentials.projectToken].compactMap(\.self).sorted { $0.count > $1.count }
    }

    func callAsFunction(_ text: String) -> String {
        String(decoding: callAsFunction(bytes: Array(text.utf8)), as: UTF8.self)
    }

    /// Replaces the known secrets, and whatever looks like one of PostHog's keys (`phx_…`) or a JWT (`eyJ…`).
    func callAsFunction(bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            let rest = bytes[position...]
            if let length = secretLength(at: rest) {
                output.append(contentsOf: "[removed]".utf8)
                position += length
            } else {
                output.append(bytes[position])
                position += 1
            }
        }
        return output
    }

    private func secretLength(at rest: ArraySlice<UInt8>) -> Int? {
        for secret in secrets where rest.starts(with: secret.utf8) { return secret.utf8.count }
        if rest.starts(with: "ph".utf8), rest.count >= 12, rest[rest.startIndex + 3] == UInt8(ascii: "_") {
            let length = rest.prefix { Self.isTokenByte($0) }.count
            return length >= 12 ? length : nil
        }
        guard rest.starts(with: "eyJ".utf8) else { return nil }
        let length = rest.prefix { Self.isTokenByte($0) || $0 == UInt8(ascii: ".") }.count
        return length >= 16 ? length : nil
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}

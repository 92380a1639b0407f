/// The token a command shows to the gateway; it is never printed.
public struct BearerToken: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    let value: String

    static let maximumBytes = 16_384

    /// - Parameters:
    ///   - text: the token, perhaps with blanks and line breaks around it.
    ///   - source: where it comes from, for messages.
    /// - Throws: ``SyncFailure/usage(_:)``.
    public init(_ text: String, from source: String) throws(SyncFailure) {
        let isBlank = { (byte: UInt8) in [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
        let bytes = text.utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        guard !bytes.isEmpty, bytes.count <= Self.maximumBytes, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .usage("\(source) must hold one token of visible ASCII characters")
        }
        value = String(decoding: Array(bytes), as: UTF8.self)
    }

    public var description: String { "(token)" }
    public var debugDescription: String { description }
}

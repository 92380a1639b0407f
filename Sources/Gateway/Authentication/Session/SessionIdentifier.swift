import Crypto

/// The secret in the session cookie: 256 random bits, meaningless in themselves.
struct SessionIdentifier: Sendable, Equatable {
    let bytes: [UInt8]

    static let byteCount = 32

    /// A new one.
    init() {
        bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }

    /// Reads the text form; nil for anything else.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text.utf8), bytes.count == Self.byteCount else {
            return nil
        }
        self.bytes = bytes
    }

    /// 43 characters of base64url.
    var text: String { Base64URL.encode(bytes) }
}

import Crypto

extension SHA256 {
    /// The digest of a credential's UTF-8 text.
    static func hash(credential: some StringProtocol) -> SHA256Digest {
        var hasher = SHA256()
        let isHashed: Void? = credential.utf8.withContiguousStorageIfAvailable {
            hasher.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if isHashed == nil { hasher.update(data: Array(credential.utf8)) }
        return hasher.finalize()
    }
}

import Crypto

/// The place of an identifier between 0 and 1 that decides rollouts and variants (PostHog API facts §12.1).
enum BucketHash {
    /// The first 15 hexadecimal digits of the SHA-1 of the joined bytes, as a fraction of the largest such number.
    static func value(_ prefix: [UInt8], _ identifier: String, salt: StaticString = "") -> Double {
        var identifier = identifier
        let hash = identifier.withUTF8 { identifier in
            withUnsafeTemporaryAllocation(
                byteCount: prefix.count + identifier.count + salt.utf8CodeUnitCount, alignment: 1
            ) { text in
                text.copyBytes(from: prefix)
                UnsafeMutableRawBufferPointer(rebasing: text[prefix.count...]).copyBytes(from: identifier)
                let end = prefix.count + identifier.count
                for index in 0..<salt.utf8CodeUnitCount { text[end + index] = salt.utf8Start[index] }
                var hash = Insecure.SHA1()
                hash.update(bufferPointer: UnsafeRawBufferPointer(text))
                return hash.finalize().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
            }
        }
        return Double(UInt64(bigEndian: hash) >> 4) / Double(0xFFF_FFFF_FFFF_FFFF)
    }
}

import Crypto

/// The place of an identifier between 0 and 1 that decides rollouts and variants (PostHog API facts §12.1).
enum BucketHash {
    /// The first 15 hexadecimal digits of the SHA-1 of the joined bytes, as a fraction of the largest such number.
    /// - Parameters:
    ///   - prefixes: bytes that hold the prefix.
    ///   - range: where it is among them.
    static func value(
        _ prefixes: [UInt8], _ range: Range<Int>, _ identifier: String, salt: StaticString = ""
    ) -> Double {
        prefixes.withUnsafeBufferPointer { prefixes in
            let prefix = UnsafeBufferPointer(rebasing: prefixes[range])
            let value = identifier.utf8.withContiguousStorageIfAvailable { hash(prefix, $0, salt) }
            // A string that is not kept as UTF-8, which no string of a request is.
            return value ?? Array(identifier.utf8).withUnsafeBufferPointer { hash(prefix, $0, salt) }
        }
    }

    private static func hash(
        _ prefix: UnsafeBufferPointer<UInt8>, _ identifier: UnsafeBufferPointer<UInt8>, _ salt: StaticString
    ) -> Double {
        let salt = UnsafeBufferPointer(start: salt.utf8Start, count: salt.utf8CodeUnitCount)
        let hash = withUnsafeTemporaryAllocation(
            byteCount: prefix.count + identifier.count + salt.count, alignment: 1
        ) { text in
            text.copyBytes(from: prefix)
            UnsafeMutableRawBufferPointer(rebasing: text[prefix.count...]).copyBytes(from: identifier)
            UnsafeMutableRawBufferPointer(rebasing: text[(prefix.count + identifier.count)...]).copyBytes(from: salt)
            var hash = Insecure.SHA1()
            hash.update(bufferPointer: UnsafeRawBufferPointer(text))
            return hash.finalize().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        }
        return Double(UInt64(bigEndian: hash) >> 4) / Double(0xFFF_FFFF_FFFF_FFFF)
    }
}

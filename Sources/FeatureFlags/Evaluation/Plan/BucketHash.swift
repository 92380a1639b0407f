import CBucketHash

/// The place of an identifier between 0 and 1 that decides rollouts and variants (PostHog API facts §12.1).
///
/// The SHA-1 is the package's own: it is no matter of security here, and evaluating flags is mostly hashing. Of the
/// 140 ns a flag took in a set of 350, swift-crypto took about 90: per text 125 ns, of which the processor's own SHA-1
/// instructions need 40, and sixteen texts hashed side by side need 10 each.
enum BucketHash {
    /// What distinguishes the two hashes of a flag.
    enum Purpose: Sendable {
        case rollout
        case variant

        /// What the text hashed ends with.
        var salt: StaticString {
            switch self {
            case .rollout: ""
            case .variant: "variant"
            }
        }
    }

    /// What of the processor's instructions may be used; the outcome is the same with all of them.
    struct Instructions: OptionSet, Hashable, Sendable {
        let rawValue: UInt32

        static let sha = Instructions(rawValue: BUCKET_HASH_SHA.rawValue)
        static let avx2 = Instructions(rawValue: BUCKET_HASH_AVX2.rawValue)
        static let avx512 = Instructions(rawValue: BUCKET_HASH_AVX512.rawValue)
        /// All that this processor has.
        static let supported = Instructions(rawValue: bucket_hash_supported())
    }

    /// Where an identifier is.
    /// - Parameters:
    ///   - prefix: the start of the text.
    ///   - instructions: others than the processor's own are left out.
    static func value(
        _ prefix: Span<UInt8>, _ identifier: String, _ purpose: Purpose = .rollout,
        instructions: Instructions = .supported
    ) -> Double {
        let allowed = instructions.intersection(.supported).rawValue
        let salt = purpose.salt
        let hash = prefix.withUnsafeBufferPointer { prefix in
            withBytes(of: identifier) { identifier in
                bucket_hash_one(
                    prefix.baseAddress, prefix.count, identifier.baseAddress, identifier.count, salt.utf8Start,
                    salt.utf8CodeUnitCount, allowed)
            }
        }
        return value(hash)
    }

    /// Without a copy for all strings but those not kept as UTF-8, which none of a request is.
    @inline(__always)
    static func withBytes<Outcome>(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Outcome) -> Outcome {
        text.utf8.withContiguousStorageIfAvailable(body) ?? Array(text.utf8).withUnsafeBufferPointer(body)
    }

    /// The first 15 hexadecimal digits of a SHA-1 as a fraction of the largest such number.
    /// - Parameter hash: its first 16.
    static func value(_ hash: UInt64) -> Double {
        Double(hash >> 4) / Double(0xFFF_FFFF_FFFF_FFFF)
    }
}

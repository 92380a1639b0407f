internal import CZlib

/// Packs bytes as gzip (RFC 1952).
enum GzipCompressor {
    /// zlib's `windowBits` for the largest window, with a gzip header and trailer.
    private static let windowBits: Int32 = 31
    private static let level: Int32 = 6

    /// The packed bytes; nil when zlib cannot pack them, or when they would be no fewer.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        guard let count = UInt32(exactly: bytes.count) else { return nil }
        // zlib remembers where the stream structure lies, so it must not move.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        guard gateway_deflateInit2(stream, level, windowBits) == Z_OK else { return nil }
        defer { deflateEnd(stream) }
        let packed = [UInt8](unsafeUninitializedCapacity: bytes.count) { output, packedCount in
            packedCount = bytes.withUnsafeBufferPointer { input in
                stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.pointee.avail_in = count
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = count
                // Without room for all of it there is no end, and then packing is not worth it.
                let isWhole = deflate(stream, Z_FINISH) == Z_STREAM_END
                return isWhole ? bytes.count - Int(stream.pointee.avail_out) : 0
            }
        }
        return packed.isEmpty ? nil : packed
    }
}

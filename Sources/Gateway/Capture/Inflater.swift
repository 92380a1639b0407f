import CZlib

/// Decompresses gzip, zlib and raw deflate data up to a limit.
enum Inflater {
    /// The wrapping of the deflate data, as zlib's `windowBits` counts it.
    enum Format: Int32 {
        case gzip = 31
        case zlib = 15
        case raw = -15

        var name: CaptureBodyError.Format { self == .gzip ? .gzip : .deflate }
    }

    private static let chunkSize = 65_536

    /// Whether the data begin as gzip with deflate does (RFC 1952 §2.3).
    static func hasGzipHeader(_ data: some Collection<UInt8>) -> Bool {
        data.starts(with: [0x1F, 0x8B, 0x08])
    }

    /// Whether the data begin as zlib does (RFC 1950 §2.2).
    static func hasZlibHeader(_ data: [UInt8]) -> Bool {
        guard data.count >= 2 else { return false }
        return data[0] & 0x0F == 8 && (UInt16(data[0]) << 8 | UInt16(data[1])) % 31 == 0
    }

    /// Decompresses all members of the data.
    static func inflate(
        _ data: [UInt8], _ format: Format, maximumBytes: Int
    ) throws(CaptureBodyError) -> [UInt8] {
        try data.withUnsafeBufferPointer { (input) throws(CaptureBodyError) in
            try inflate(input, format, maximumBytes: maximumBytes)
        }
    }

    private static func inflate(
        _ input: UnsafeBufferPointer<UInt8>, _ format: Format, maximumBytes: Int
    ) throws(CaptureBodyError) -> [UInt8] {
        guard let inputSize = UInt32(exactly: input.count) else { throw .tooLarge(maximum: maximumBytes) }
        // zlib remembers where the stream structure lies, so it must not move.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let chunk = UnsafeMutablePointer<UInt8>.allocate(capacity: chunkSize)
        defer {
            chunk.deallocate()
            stream.deallocate()
        }
        guard gateway_inflateInit2(stream, format.rawValue) == Z_OK else {
            throw .corrupt(format.name, detail: "zlib cannot begin")
        }
        defer { inflateEnd(stream) }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = inputSize

        var output: [UInt8] = []
        output.reserveCapacity(min(maximumBytes / 4, input.count) * 4)
        while true {
            stream.pointee.next_out = chunk
            stream.pointee.avail_out = UInt32(chunkSize)
            let code = CZlib.inflate(stream, Z_NO_FLUSH)
            let produced = chunkSize - Int(stream.pointee.avail_out)
            guard produced <= maximumBytes - output.count else { throw .tooLarge(maximum: maximumBytes) }
            output.append(contentsOf: UnsafeBufferPointer(start: chunk, count: produced))
            switch code {
            case Z_OK: continue
            case Z_STREAM_END:
                let rest = input.suffix(Int(stream.pointee.avail_in))
                if rest.allSatisfy({ $0 == 0 }) { return output }
                // A gzip file may consist of several members, one after the other (RFC 1952 §2.2).
                guard format == .gzip, hasGzipHeader(rest), inflateReset(stream) == Z_OK else {
                    throw .corrupt(format.name, detail: "something follows their end")
                }
            case Z_BUF_ERROR: throw .truncated(format.name)
            default: throw .corrupt(format.name, detail: message(of: stream.pointee))
            }
        }
    }

    private static func message(of stream: z_stream) -> String {
        stream.msg.map { String(cString: $0) } ?? "they cannot be decompressed"
    }
}

/// The JSON text of a capture request, unpacked from whatever form the client gave it.
///
/// Clients send JSON plain, as gzip (recognised by its first bytes whatever the headers say), as deflate with or
/// without the zlib header, as base64, as lz-string's base64 (`lz64`), and any of these as the field `data` of a form
/// (PostHog API facts §10.2). The content type decides nothing but the character set and the form, because beacons can
/// send only `text/plain`. Nested forms are unpacked up to six deep.
struct CaptureBody: Equatable {
    /// The largest body, as sent and at every step of unpacking: 20 MiB.
    static let standardMaximumBytes = 20 * 1_048_576

    private static let maximumSteps = 6

    /// Text that begins like a JSON object or array; it is not parsed yet.
    let json: [UInt8]

    /// Unpacks a body.
    /// - Parameters:
    ///   - bytes: the body as received, or the `data` parameter of a GET request.
    ///   - compression: the `compression` parameter of the query.
    init(
        _ bytes: [UInt8], contentType: String? = nil, contentEncoding: String? = nil, compression: String? = nil,
        maximumBytes: Int = CaptureBody.standardMaximumBytes
    ) throws(CaptureBodyError) {
        let type = CaptureContentType(contentType)
        try type.checkCharset()
        let codings = try CaptureCompression.codings(contentEncoding: contentEncoding)
        var hint = try CaptureCompression.parameter(compression)
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= maximumBytes else { throw .tooLarge(maximum: maximumBytes) }

        var data = bytes
        for coding in codings.prefix(Self.maximumSteps) {
            switch coding {
            case .gzip: data = try Self.gunzip(data, isForm: type.isForm, maximumBytes: maximumBytes)
            case .deflate: data = try Self.unpack(data, as: .deflate, maximumBytes: maximumBytes)
            case .base64, .lz64: hint = hint ?? coding
            }
        }
        var isForm = type.isForm
        for _ in 0..<Self.maximumSteps {
            if Self.beginsLikeJSON(data) {
                json = data
                return
            }
            if Inflater.hasGzipHeader(data) {
                data = try Inflater.inflate(data, .gzip, maximumBytes: maximumBytes)
                if hint == .gzip { hint = nil }
            } else if isForm || data.starts(with: CaptureForm.beginning) {
                let form = try CaptureForm(data)
                if hint == nil { hint = try CaptureCompression.parameter(form.compression) }
                data = form.data
                isForm = false
            } else {
                data = try Self.unpack(data, as: hint, maximumBytes: maximumBytes)
                hint = nil
            }
        }
        throw .notJSON
    }

    /// Undoes a `Content-Encoding` of gzip, which a server in between may have undone already.
    private static func gunzip(
        _ data: [UInt8], isForm: Bool, maximumBytes: Int
    ) throws(CaptureBodyError) -> [UInt8] {
        if Inflater.hasGzipHeader(data) {
            return try Inflater.inflate(data, .gzip, maximumBytes: maximumBytes)
        }
        guard isForm || beginsLikeJSON(data) || data.starts(with: CaptureForm.beginning) else {
            throw .corrupt(.gzip, detail: "they do not begin with a gzip header")
        }
        return data
    }

    private static func unpack(
        _ data: [UInt8], as hint: CaptureCompression?, maximumBytes: Int
    ) throws(CaptureBodyError) -> [UInt8] {
        switch hint {
        case .deflate:
            let packed = Base64.decode(data) ?? data
            let format: Inflater.Format = Inflater.hasZlibHeader(packed) ? .zlib : .raw
            return try Inflater.inflate(packed, format, maximumBytes: maximumBytes)
        case .lz64:
            return try LZStringDecoder.decode(data, maximumBytes: maximumBytes)
        case .base64:
            guard let decoded = Base64.decode(data) else {
                throw .corrupt(.base64, detail: "a character is not of the base64 alphabet, or the length is wrong")
            }
            return decoded
        case .gzip:
            // A client that may send text only wraps the gzip data in base64.
            guard let decoded = Base64.decode(data), Inflater.hasGzipHeader(decoded) else {
                throw .corrupt(.gzip, detail: "they do not begin with a gzip header")
            }
            return decoded
        case nil:
            guard let decoded = Base64.decode(data) else { throw .notJSON }
            return decoded
        }
    }

    private static func beginsLikeJSON(_ data: [UInt8]) -> Bool {
        let first = data.first { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }
}

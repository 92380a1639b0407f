/// How a client says the body is packed.
enum CaptureCompression: Equatable {
    case gzip
    case deflate
    case base64
    case lz64

    /// The codings of a `Content-Encoding` header, the one applied last first (RFC 9110 §8.4).
    static func codings(contentEncoding: String?) throws(CaptureBodyError) -> [CaptureCompression] {
        var codings: [CaptureCompression] = []
        for part in (contentEncoding ?? "").split(separator: ",").reversed() {
            let name = part.lowercased().filter { $0 != " " && $0 != "\t" }
            if name.isEmpty || name == "identity" { continue }
            guard let coding = CaptureCompression(name: name) else {
                throw .unsupportedEncoding(String(name.prefix(40)))
            }
            codings.append(coding)
        }
        return codings
    }

    /// The value of the `compression` parameter; nil when it is absent or says nothing.
    static func parameter(_ text: String?) throws(CaptureBodyError) -> CaptureCompression? {
        guard let name = text?.lowercased(), !name.isEmpty, name != "none" else { return nil }
        guard let compression = CaptureCompression(name: name) else {
            throw .unsupportedCompression(String(name.prefix(40)))
        }
        return compression
    }

    private init?(name: String) {
        switch name {
        case "gzip", "x-gzip", "gzip-js": self = .gzip
        case "deflate", "zlib": self = .deflate
        case "base64", "b64": self = .base64
        case "lz64", "lz-string": self = .lz64
        default: return nil
        }
    }
}

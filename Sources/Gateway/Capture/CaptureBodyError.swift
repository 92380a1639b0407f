/// Why the body of a capture request holds no JSON text that can be read.
enum CaptureBodyError: Error, Equatable {
    /// How bytes can be packed.
    enum Format: String {
        case gzip
        case deflate
        case base64
        case lz64
    }

    /// Nothing was sent.
    case empty
    /// The body, as sent or unpacked, is larger than this many bytes.
    case tooLarge(maximum: Int)
    /// The packed data are not what they should be.
    case corrupt(Format, detail: String)
    /// The packed data stop before their end.
    case truncated(Format)
    /// `Content-Encoding` names a coding that is not known.
    case unsupportedEncoding(String)
    /// `compression` names a format that is not known.
    case unsupportedCompression(String)
    /// `Content-Type` names a character set other than UTF-8.
    case unsupportedCharset(String)
    /// A form without the field `data`, or one that is not encoded as a form.
    case invalidForm(detail: String)
    /// Neither JSON nor anything it could be unpacked from.
    case notJSON

    /// The part of the request at fault.
    var field: String {
        switch self {
        case .unsupportedEncoding: "Content-Encoding"
        case .unsupportedCompression: "compression"
        case .unsupportedCharset: "Content-Type"
        default: "body"
        }
    }

    /// What that part must be.
    var rule: String {
        switch self {
        case .empty: "an event or a batch"
        case .tooLarge(let maximum): "at most \(maximum) bytes, compressed and uncompressed"
        case .corrupt(let format, _), .truncated(let format): "whole \(format.rawValue) data"
        case .unsupportedEncoding: "gzip, deflate or identity"
        case .unsupportedCompression: "gzip, gzip-js, deflate, base64 or lz64"
        case .unsupportedCharset: "UTF-8"
        case .invalidForm: "a form with the field data"
        case .notJSON: "JSON, plain or packed"
        }
    }
}

extension CaptureBodyError: CustomStringConvertible {
    /// One sentence for a developer.
    var description: String {
        switch self {
        case .empty: "the body is empty; send an event or a batch as JSON"
        case .tooLarge(let maximum): "the body must be at most \(maximum) bytes, compressed and uncompressed"
        case .corrupt(let format, let detail): "the \(format.rawValue) data in the body are corrupt: \(detail)"
        case .truncated(let format): "the \(format.rawValue) data in the body end too early"
        case .unsupportedEncoding(let name):
            "Content-Encoding must be gzip, deflate or identity, got \"\(name)\""
        case .unsupportedCompression(let name):
            "compression must be gzip, gzip-js, deflate, base64 or lz64, got \"\(name)\""
        case .unsupportedCharset(let name): "JSON is sent in UTF-8, but Content-Type says \"\(name)\""
        case .invalidForm(let detail): "the form cannot be read: \(detail)"
        case .notJSON: "the body is no JSON object or array, nor gzip, deflate, base64, lz64 or a form holding one"
        }
    }
}

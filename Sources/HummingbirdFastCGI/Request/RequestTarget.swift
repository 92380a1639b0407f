import FastCGI

/// The path and query that are routed, and the authority if the client named it in the request line.
///
/// nginx chooses a `location` by the decoded, normalised path (DOCUMENT_URI) but hands over REQUEST_URI as the client
/// sent it, so the two may name different routes. The rule that keeps them together:
///
/// 1. A path is refused when, after percent-decoding once, it is not UTF-8 or has a `.` or `..` segment, or when it
///    contains an encoded slash (`%2F`), a NUL (`%00`) or a malformed escape. A raw space, control character or `#`
///    anywhere in REQUEST_URI is refused too.
/// 2. Repeated slashes are merged, escapes of unreserved characters are decoded (RFC 3986 §6.2.2.2), and bytes outside
///    ASCII are escaped. Everything else stays as it was sent: `/flags/a%20b` is routed as `/flags/a%20b`, and so is an
///    escaped control character, which names no other route and is the handler's to judge.
/// 3. When DOCUMENT_URI is present it must equal the decoded path, with or without the mount point. Not even slashes
///    are merged in it: a web server that does not merge them has chosen its `location` by another path.
struct RequestTarget: Equatable {
    /// Percent-encoded ASCII, beginning with `/`, with `?query` when there is one.
    var pathAndQuery: String
    /// The authority of an absolute-form request target (RFC 9112 §3.2.2).
    var authority: String?

    init(pathAndQuery: String, authority: String? = nil) {
        self.pathAndQuery = pathAndQuery
        self.authority = authority
    }

    init(of head: RequestHead, mountPoint: MountPoint, checksDocumentURI: Bool) throws(RequestRejection) {
        let documentURI = checksDocumentURI ? head.documentURI : nil
        guard let requestURI = head.requestURI else {
            self = try Self.fromScript(head.parameters, mountPoint: mountPoint)
            return
        }
        if mountPoint.removesNothing(isScriptFile: head.isScriptFile),
            Self.isPlain(requestURI, documentURI: documentURI)
        {
            self.init(pathAndQuery: requestURI)
            return
        }
        self = try Self.from(requestURI, documentURI: documentURI, head.parameters, mountPoint: mountPoint)
    }

    private static func from(
        _ requestURI: String,
        documentURI: String?,
        _ parameters: FastCGI.Parameters,
        mountPoint: MountPoint
    ) throws(RequestRejection) -> RequestTarget {
        let bytes = Array(requestURI.utf8)
        guard !bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "#") }) else {
            throw .invalid("REQUEST_URI contains a space, a control character or '#'")
        }
        let (authority, start) = try splitAuthority(bytes)
        let queryStart = bytes[start...].firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        let rawPath = bytes[start..<queryStart]
        let path = rawPath.isEmpty ? TargetPath.root : try TargetPath(raw: rawPath, name: "REQUEST_URI")
        let routed = try mountPoint.remove(from: path, parameters: parameters)
        if let documentURI {
            let matched = Array(documentURI.utf8)
            guard matched == path.decoded || matched == routed.decoded else {
                throw .invalid("REQUEST_URI and DOCUMENT_URI name different paths")
            }
        }
        var target = routed.encoded
        target.append(contentsOf: PercentEncoding.escapingNonASCII(bytes[queryStart...]))
        return RequestTarget(pathAndQuery: String(decoding: target, as: UTF8.self), authority: authority)
    }

    /// Without REQUEST_URI (not part of RFC 3875) the path is SCRIPT_NAME + PATH_INFO, which are decoded already.
    private static func fromScript(
        _ parameters: FastCGI.Parameters,
        mountPoint: MountPoint
    ) throws(RequestRejection) -> RequestTarget {
        let scriptName = parameters["SCRIPT_NAME"]
        let pathInfo = parameters["PATH_INFO"]
        guard scriptName != nil || pathInfo != nil else {
            throw .invalid("REQUEST_URI is missing, and so are SCRIPT_NAME and PATH_INFO")
        }
        let joined = (scriptName ?? "") + (pathInfo ?? "")
        let path = try TargetPath(decoded: Array(joined.utf8), name: "SCRIPT_NAME and PATH_INFO")
        var target = try mountPoint.remove(from: path, parameters: parameters).encoded
        if let query = parameters["QUERY_STRING"], !query.isEmpty {
            let bytes = Array(query.utf8)
            guard !bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "#") }) else {
                throw .invalid("QUERY_STRING contains a space, a control character or '#'")
            }
            target.append(UInt8(ascii: "?"))
            target.append(contentsOf: PercentEncoding.escapingNonASCII(bytes[...]))
        }
        return RequestTarget(pathAndQuery: String(decoding: target, as: UTF8.self))
    }

    /// The authority of `scheme://authority/path` and the index where the path or query begins.
    private static func splitAuthority(_ bytes: [UInt8]) throws(RequestRejection) -> (String?, Int) {
        guard bytes.first != UInt8(ascii: "/") else { return (nil, 0) }
        for scheme in ["http://", "https://"] {
            let prefix = bytes.prefix(scheme.utf8.count)
            guard prefix.count == scheme.utf8.count,
                zip(prefix, scheme.utf8).allSatisfy({ $0 == $1 || ($0 < 0x5B && $0 | 0x20 == $1) })
            else { continue }
            let end =
                bytes[prefix.endIndex...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
                ?? bytes.endIndex
            let authority = String(decoding: bytes[prefix.endIndex..<end], as: UTF8.self)
            guard Authority.isValid(authority) else {
                throw .invalid("REQUEST_URI names no valid host")
            }
            return (authority, end)
        }
        throw .invalid("REQUEST_URI must begin with '/' or be an absolute http or https URI")
    }
}

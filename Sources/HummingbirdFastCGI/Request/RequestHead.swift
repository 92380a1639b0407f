import FastCGI
import HTTPTypes

/// The parameters of one request, sorted by meaning in one pass.
///
/// Reading goes on after the first broken rule, so that ``requestID`` is known to the answer that reports it. What only
/// unusual requests need (SCRIPT_NAME, SERVER_NAME and the like) is looked up when it is needed.
struct RequestHead {
    /// Far above what fits into nginx's default header buffers in practice, far below what HTTPTypes traps at.
    static let maximumFieldCount = 512

    /// Caddy's CONTENT_LENGTH for a chunked body.
    private static let unknownLength = "-1"

    let parameters: FastCGI.Parameters
    private(set) var fields = HTTPFields()
    private(set) var rejection: RequestRejection?
    private(set) var requestID: String?
    private(set) var remoteAddress: String?
    private(set) var remotePort: UInt16?
    private(set) var contentLength: Int?
    /// Whether a body follows although CONTENT_LENGTH is absent or -1: chunked, with request buffering off.
    private(set) var hasBodyOfUnknownLength = false
    private(set) var method: String?
    private(set) var host: String?
    private(set) var requestURI: String?
    private(set) var documentURI: String?
    /// Whether SCRIPT_NAME ends like the file of a script.
    private(set) var isScriptFile = false
    private(set) var isHTTPS = false

    private var authorization: (name: String, value: String)?
    private var contentType: String?
    private var contentLengthText: String?
    private var contentLengthHeader: String?

    init(_ parameters: FastCGI.Parameters) {
        self.parameters = parameters
        fields.reserveCapacity(16)
        let table = MetaVariableTable.standard
        parameters.forEachBytes { name, value in
            guard let variable = table.variable(named: name) else { return }
            read(variable, name: name, value: value)
        }
        finish()
    }

    private mutating func read(
        _ variable: MetaVariable,
        name: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer
    ) {
        switch variable {
        case .field(let field): append(field, name: name, value: Self.text(value))
        case .authorization: readAuthorization(name: name, value: Self.text(value))
        case .host: readHost(Self.text(value))
        case .requestMethod: once(name, Self.set(&method, value))
        case .requestURI: once(name, Self.set(&requestURI, value))
        case .documentURI: once(name, Self.set(&documentURI, value))
        case .scriptName: isScriptFile = isScriptFile || MountPoint.isScriptFile(value)
        case .contentType: once(name, Self.set(&contentType, value))
        case .contentLength: once(name, Self.set(&contentLengthText, value))
        case .contentLengthHeader: once(name, Self.set(&contentLengthHeader, value))
        case .transferEncoding: hasBodyOfUnknownLength = !value.isEmpty
        case .https: isHTTPS = isHTTPS || Self.isOn(value)
        case .requestScheme: isHTTPS = isHTTPS || value.elementsEqual("https".utf8)
        case .remoteAddress: if remoteAddress == nil, !value.isEmpty { remoteAddress = Self.text(value) }
        case .remotePort: remotePort = UInt16(Self.text(value))
        case .requestID: if requestID == nil, RequestIdentifier.isValid(value) { requestID = Self.text(value) }
        case .ignored: break
        }
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    private mutating func reject(_ rejection: RequestRejection) {
        if self.rejection == nil { self.rejection = rejection }
    }

    /// A web server's configuration may repeat a parameter; two values would leave the choice to chance.
    private mutating func once(_ name: UnsafeRawBufferPointer, _ isConsistent: Bool) {
        if !isConsistent { reject(.invalid("\(Self.text(name)) was given twice with different values")) }
    }

    /// Whether `target` was unset (or empty) or has this value already.
    private static func set(_ target: inout String?, _ value: UnsafeRawBufferPointer) -> Bool {
        guard !value.isEmpty else { return true }
        guard let first = target else {
            target = text(value)
            return true
        }
        return first.utf8.elementsEqual(value)
    }

    /// Equal names stay fields of their own: `HTTPFields` joins them, cookies with "; ", others with ", ".
    private mutating func append(_ field: HTTPField.Name, name: UnsafeRawBufferPointer, value: String) {
        guard fields.count < Self.maximumFieldCount else {
            let detail = "the request has more than \(Self.maximumFieldCount) header fields"
            reject(RequestRejection(reason: .tooManyHeaderFields, detail: detail))
            return
        }
        var line = HTTPField(name: field, value: value)
        // HTTPField has checked the value and replaced what is not allowed; a second check would cost as much again.
        if line.value != value {
            let trimmed = Self.trimmed(value)
            guard HTTPField.isValidValue(trimmed) else {
                reject(.invalid("\(Self.text(name)) contains a control character"))
                return
            }
            line.value = trimmed
        }
        fields.append(line)
    }

    private mutating func readAuthorization(name: UnsafeRawBufferPointer, value: String) {
        guard !value.isEmpty else { return }
        let parameter = Self.text(name)
        if let first = authorization {
            // Apache repeats the value under another name after an internal redirect; a client repeats the name.
            if first.name == parameter || first.value != value {
                reject(.invalid("the Authorization header was given twice"))
            }
            return
        }
        authorization = (parameter, value)
        append(.authorization, name: name, value: value)
    }

    private mutating func readHost(_ value: String) {
        guard !value.isEmpty else { return }
        if host != nil { reject(.invalid("the Host header was given twice")) }
        if !Authority.isValid(value) { reject(.invalid("HTTP_HOST is no host name with an optional port")) }
        host = value
    }

    private mutating func finish() {
        if let contentType {
            append(.contentType, name: "CONTENT_TYPE", value: contentType)
        }
        if contentLengthText == Self.unknownLength {
            hasBodyOfUnknownLength = true
            contentLengthText = nil
        }
        guard let text = contentLengthText else {
            if contentLengthHeader != nil {
                reject(.invalid("the client sent Content-Length, but CONTENT_LENGTH is missing"))
            }
            return
        }
        hasBodyOfUnknownLength = false
        guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let length = Int(text) else {
            reject(.invalid("CONTENT_LENGTH must be a number of bytes"))
            return
        }
        if let contentLengthHeader, contentLengthHeader != text {
            reject(.invalid("CONTENT_LENGTH contradicts the client's Content-Length"))
        }
        contentLength = length
        append(.contentLength, name: "CONTENT_LENGTH", value: text)
    }

    private mutating func append(_ field: HTTPField.Name, name: String, value: String) {
        var name = name
        let copy = value
        name.withUTF8 { append(field, name: UnsafeRawBufferPointer($0), value: copy) }
    }

    private static func isOn(_ value: UnsafeRawBufferPointer) -> Bool {
        ["on", "1", "true", "yes"].contains(text(value).lowercased())
    }

    /// The value without the white space around it, which is not part of it (RFC 9110 §5.5).
    private static func trimmed(_ value: String) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let text = value.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        return String(decoding: Array(text), as: UTF8.self)
    }
}

import JSON

/// The body of an answer that is an error, whatever its shape.
struct ErrorBody: Sendable, Hashable {
    var type: String?
    var code: String?
    var detail: String?
    var attr: String?
    /// Whether it is a page for people: PostHog's API answers with JSON or plain text, so somebody else answered.
    var isPage = false

    /// The longest text taken over from a body.
    static let maximumDetail = 2_000
    /// An error has no business being larger; what is, is not parsed.
    private static let limits = JSONLimits(maximumBytes: 1024 * 1024, maximumValues: 10_000)

    init(_ bytes: [UInt8], contentType: String?) {
        guard let json = try? JSON(parsing: bytes, limits: Self.limits) else {
            let start = String(decoding: bytes.prefix(8_192), as: UTF8.self)
            let trimmed = Substring(start).trimming(\.isWhitespace)
            isPage = trimmed.hasPrefix("<") || contentType?.lowercased().hasPrefix("text/html") == true
            detail = isPage ? Self.title(trimmed) : Self.text(start)
            return
        }
        switch json {
        case .object(let members): read(members)
        case .string(let text): detail = Self.text(text)
        case .array(let elements): detail = elements.lazy.compactMap(Self.message).first
        default: break
        }
    }

    private mutating func read(_ members: JSONObject) {
        type = members["type"]?.stringValue.flatMap(Self.text)
        code = members["code"]?.stringValue.flatMap(Self.text)
        attr = members["attr"]?.stringValue.flatMap(Self.text)
        for name in ["detail", "error", "message", "error_message", "non_field_errors"] {
            if let value = members[name], let found = Self.message(value) {
                detail = found
                break
            }
        }
        // A query in the background that failed.
        if detail == nil, let status = members["query_status"] {
            detail = status["error_message"]?.stringValue.flatMap(Self.text)
        }
        // Django's own form is {"field": ["why"]}.
        guard detail == nil, type == nil, let (field, value) = members.elements.first else { return }
        if case .array = value, let found = Self.message(value) {
            detail = found
            attr = attr ?? Self.text(field)
        }
    }

    private static func message(_ value: JSON) -> String? {
        switch value {
        case .string(let words): text(words)
        case .array(let elements): elements.first?.stringValue.flatMap(text)
        case .object(let members): (members["detail"] ?? members["message"])?.stringValue.flatMap(text)
        default: nil
        }
    }

    private static func title(_ page: Substring) -> String {
        guard let open = page.firstRange(of: "<title>"),
            let close = page[open.upperBound...].firstRange(of: "</title>"),
            let title = text(String(page[open.upperBound..<close.lowerBound]))
        else { return "an HTML page in place of an answer" }
        return "an HTML page in place of an answer: \(title.shortened(to: 200))"
    }

    /// One line without control characters; nil when nothing is left.
    private static func text(_ text: String) -> String? {
        let line = String(
            text.unicodeScalars.prefix(maximumDetail + 1).lazy
                .map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
        let trimmed = Substring(line).trimming(\.isWhitespace)
        return trimmed.isEmpty ? nil : String(trimmed).shortened(to: maximumDetail)
    }
}

/// The two things the content type of a capture request decides.
struct CaptureContentType {
    /// Whether the body is an HTML form.
    let isForm: Bool
    private let charset: String?

    /// Reads `type/subtype; parameter=value`, in which only the charset parameter matters (RFC 9110 §8.3.1).
    init(_ header: String?) {
        let parts = (header ?? "").lowercased().split(separator: ";").map { part in
            String(part.filter { $0 != " " && $0 != "\t" && $0 != "\"" })
        }
        isForm = parts.first == "application/x-www-form-urlencoded"
        charset = parts.dropFirst().first { $0.hasPrefix("charset=") }.map { String($0.dropFirst("charset=".count)) }
    }

    /// JSON between systems is UTF-8 (RFC 8259 §8.1), of which ASCII is a part.
    func checkCharset() throws(CaptureBodyError) {
        guard let charset, !["utf-8", "utf8", "us-ascii", "ascii", ""].contains(charset) else { return }
        throw .unsupportedCharset(String(charset.prefix(40)))
    }
}

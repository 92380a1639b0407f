/// A capture request sent as an HTML form: `data=…&compression=…`.
struct CaptureForm: Equatable {
    /// How a form begins that is sent without its content type.
    static let beginning = Array("data=".utf8)

    let data: [UInt8]
    let compression: String?

    /// Reads `application/x-www-form-urlencoded` bytes; of fields with one name the first counts.
    init(_ bytes: [UInt8]) throws(CaptureBodyError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .invalidForm(detail: "it is not UTF-8")
        }
        var data: String?
        var compression: String?
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first, name == "data" || name == "compression" else { continue }
            guard parts.count == 2, let value = PercentDecoding.decode(parts[1], plusIsSpace: true) else {
                throw .invalidForm(detail: "the field \(name) is not percent-encoded UTF-8")
            }
            if name == "data" { data = data ?? value } else { compression = compression ?? value }
        }
        guard let data, !data.isEmpty else { throw .invalidForm(detail: "the field data is missing or empty") }
        self.data = Array(data.utf8)
        self.compression = compression
    }
}

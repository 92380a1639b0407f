import Analytics
import Crypto
import FeatureFlags
import JSON

/// The definitions as they lie on disk: a line of JSON that says what follows, then the body as PostHog sent it.
struct DefinitionsCopy: Sendable {
    private static let format: Int64 = 1
    /// The longest first line that is looked for.
    private static let maximumHeader = 8_192

    /// Whose flags these are; a copy of another project is none.
    let project: String
    let document: DefinitionsDocument

    /// The parts of the file.
    var parts: [[UInt8]] {
        var header = JSONWriter(capacity: 256)
        header.object { members in
            members.field("format", Self.format)
            members.field("project", project)
            members.field("received_at", document.receivedAt.description)
            members.field("bytes", document.body.count)
            members.field("sha256", Self.digest(document.body[...]))
            if let entityTag = document.entityTag { members.field("etag", entityTag) }
        }
        return [header.bytes + [UInt8(ascii: "\n")], document.body]
    }

    init(project: String, document: DefinitionsDocument) {
        self.project = project
        self.document = document
    }

    /// Reads a file; whatever is wrong with it, it is no copy.
    init(_ file: [UInt8]) throws(DefinitionsError) {
        guard let end = file.prefix(Self.maximumHeader).firstIndex(of: UInt8(ascii: "\n")) else {
            throw DefinitionsError("the kept flag definitions have no first line")
        }
        guard let header = try? JSON(parsing: Array(file[..<end])), header["format"]?.int64Value == Self.format,
            let project = header["project"]?.stringValue, let bytes = header["bytes"]?.int64Value,
            let digest = header["sha256"]?.stringValue,
            let receivedAt = header["received_at"]?.stringValue.flatMap(Timestamp.init(iso8601:))
        else { throw DefinitionsError("the kept flag definitions have an unknown form") }
        let body = file[(end + 1)...]
        guard Int64(body.count) == bytes, Self.digest(body) == digest else {
            throw DefinitionsError("the kept flag definitions are damaged")
        }
        self.project = project
        document = try DefinitionsDocument(
            body: Array(body), entityTag: header["etag"]?.stringValue, receivedAt: receivedAt)
    }

    private static func digest(_ body: ArraySlice<UInt8>) -> String {
        SHA256.hash(data: body).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 0xF, radix: 16)
        }.joined()
    }
}

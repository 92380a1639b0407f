import FastCGI
import Testing

@testable import HummingbirdFastCGI

/// The path and query that are routed, or the reason why the request is refused.
@Suite struct RequestTargetTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var parameters: [(String, String)]
        var mount: MountPoint = .automatic
        var checks = true
        var expected: String

        init(
            _ uri: String?, document: String? = nil, script: String? = nil, info: String? = nil, query: String? = nil,
            mount: MountPoint = .automatic, checks: Bool = true, _ expected: String
        ) {
            let all = [
                ("REQUEST_URI", uri), ("DOCUMENT_URI", document), ("SCRIPT_NAME", script), ("PATH_INFO", info),
                ("QUERY_STRING", query),
            ]
            parameters = all.compactMap { name, value in value.map { (name, $0) } }
            self.mount = mount
            self.checks = checks
            self.expected = expected
        }

        var testDescription: String { "\(parameters) \(mount)" }

        func target() throws(RequestRejection) -> RequestTarget {
            let head = RequestHead(FastCGI.Parameters(parameters))
            if let rejection = head.rejection { throw rejection }
            return try RequestTarget(of: head, mountPoint: mount, checksDocumentURI: checks)
        }
    }

    static let routed: [Row] = [
        Row("/", document: "/", "/"),
        Row("/a/b", document: "/a/b", "/a/b"),
        Row("/a/b/", document: "/a/b/", "/a/b/"),
        Row("/a?x=1&y=%2F..%00", document: "/a", "/a?x=1&y=%2F..%00"),
        Row("/a?", document: "/a", "/a?"),
        Row("/a?x=a/../b//c", document: "/a", "/a?x=a/../b//c"),
        Row("/flags/new%20flag", document: "/flags/new flag", "/flags/new%20flag"),
        Row("/flags/caf%c3%a9", document: "/flags/café", "/flags/caf%C3%A9"),
        Row("/flags/caf%C3%A9%20au%20lait", document: "/flags/café au lait", "/flags/caf%C3%A9%20au%20lait"),
        Row("/flags/café?q=é", document: "/flags/café", "/flags/caf%C3%A9?q=%C3%A9"),
        Row("/user/ann%40example.com", document: "/user/ann@example.com", "/user/ann%40example.com"),
        Row("/user/ann@example.com", document: "/user/ann@example.com", "/user/ann@example.com"),
        Row("/100%25", document: "/100%", "/100%25"),
        // Names no other route, and never reaches a handler as a raw byte.
        Row("/a%0ab", document: "/a\nb", "/a%0Ab"),
        Row("/a%7f", document: "/a\u{7F}", "/a%7F"),
        Row(nil, script: "/a", info: "/b\r\nX: y", "/a/b%0D%0AX:%20y"),
        Row("/what%3Fnow", document: "/what?now", "/what%3Fnow"),
        Row("/%252e%252e/x", document: "/%2e%2e/x", "/%252e%252e/x"),
        Row("/%61pi/us%65r", document: "/api/user", "/api/user"),
        Row("//api///user//", document: "/api/user/", "/api/user/"),
        Row("/.well-known/x", document: "/.well-known/x", "/.well-known/x"),
        Row("/a/..b/c..d/...", document: "/a/..b/c..d/...", "/a/..b/c..d/..."),
        Row("/a;v=1/b,c", document: "/a;v=1/b,c", "/a;v=1/b,c"),
        Row("/a", "/a"),
        Row("/a", document: "", "/a"),
        Row("/elsewhere", document: "/rewritten", checks: false, "/elsewhere"),
        Row("http://example.com/a?b", document: "/a", "/a?b"),
        Row("HTTPS://example.com:8443/a", document: "/a", "/a"),
        Row("http://example.com", document: "/", "/"),
        Row("http://example.com?x", document: "/", "/?x"),
        // Without REQUEST_URI: decoded already, so encoded again.
        Row(nil, script: "/a", info: "/b", query: "x=%20", "/a/b?x=%20"),
        Row(nil, script: "", info: "/new flag/100%/é", "/new%20flag/100%25/%C3%A9"),
        Row("", script: "/a b", info: "", query: "", "/a%20b"),
        Row(nil, script: "/cgi-bin/app.cgi", info: "/x y", query: "q", "/x%20y?q"),
        Row(nil, script: "/cgi-bin/app.cgi", info: "", "/"),
        // Apache: the script file and PATH_INFO.
        Row("/app.fcgi/api/x?q=1", script: "/app.fcgi", info: "/api/x", "/api/x?q=1"),
        Row("/app.fcgi", script: "/app.fcgi", "/"),
        Row("/app.fcgi/", script: "/app.fcgi", info: "/", "/"),
        Row("/~ann/app/api/new%20flag", script: "/~ann/app/app.fcgi", info: "/api/new flag", "/api/new%20flag"),
        Row("/%7Eann/caf%C3%A9/api", script: "/~ann/café/app.fcgi", info: "/api", "/api"),
        Row("/~ann/app/", script: "/~ann/app/app.fcgi", info: "/", "/"),
        Row("/old/name", script: "/app.fcgi", info: "/new name", "/new%20name"),
        // Apache: rewritten to the script alone.
        Row("/api/100%25%3F?q=1", script: "/app.fcgi", "/api/100%25%3F?q=1"),
        Row("/~ann/app/api/x", script: "/~ann/app/app.fcgi", info: "", "/api/x"),
        Row("/~ann/app/", script: "/~ann/app/app.fcgi", "/"),
        Row("/~ann/app", script: "/~ann/app/app.fcgi", "/"),
        Row("/elsewhere/x", script: "/~ann/app/app.fcgi", "/elsewhere/x"),
        Row("/~ann/app/app.fcgi.old/x", script: "/~ann/app/app.fcgi", "/app.fcgi.old/x"),
        Row("/app.fcgi/x", script: "/app.fcgi", info: "/x", mount: .root, "/app.fcgi/x"),
        // nginx passes the whole path as SCRIPT_NAME; lighttpd the matched prefix.
        Row("/api/x", document: "/api/x", script: "/api/x", info: "", "/api/x"),
        Row("/api/x", script: "/api", info: "/x", "/api/x"),
        // A prefix to remove.
        Row("/posthog/api/x?q", document: "/posthog/api/x", mount: .path("/posthog"), "/api/x?q"),
        Row("/posthog/api/x", document: "/api/x", mount: .path("/posthog"), "/api/x"),
        Row("/posthog", document: "/posthog", mount: .path("/posthog/"), "/"),
        Row("/posthog/", document: "/posthog/", mount: .path("posthog"), "/"),
        Row("/a%20b/c/x%20y", document: "/a b/c/x y", mount: .path("/a b/c"), "/x%20y"),
        Row("/%70osthog/x", document: "/posthog/x", mount: .path("/posthog"), "/x"),
        Row("/x", document: "/x", mount: .path("/"), "/x"),
        Row("/x", document: "/x", mount: .path(""), "/x"),
        Row(nil, script: "/posthog", info: "/x", mount: .path("/posthog"), "/x"),
    ]

    @Test(arguments: routed)
    func `A path that keeps the rules is routed`(_ row: Row) throws {
        #expect(try row.target().pathAndQuery == row.expected)
    }

    static let refused: [Row] = [
        Row("/public/../admin", document: "/admin", "'..' segment"),
        Row("/public/%2e%2E/admin", document: "/admin", "'..' segment"),
        Row("/public/.%2e", document: "/", "'..' segment"),
        Row("/a/./b", document: "/a/b", "'.' or"),
        Row("/a/..", document: "/", "'..' segment"),
        Row("/..", document: "/", "'..' segment"),
        Row("/a%2fb", document: "/a/b", "encoded slash"),
        Row("/public%2F..%2Fadmin", document: "/admin", "encoded slash"),
        Row("/a%00b", document: "/a", "NUL"),
        Row("/a%zz", document: "/a", "hexadecimal"),
        Row("/a%2", document: "/a", "hexadecimal"),
        Row("/a%", document: "/a", "hexadecimal"),
        Row("/a%ff", document: "/a\u{FFFD}", "UTF-8"),
        Row("/a%c0%af", document: "/a", "UTF-8"),
        Row("/a b", document: "/a b", "space"),
        Row("/a\tb", document: "/a", "control character"),
        Row("/a#b", document: "/a", "'#'"),
        Row("/a?b#c", document: "/a", "'#'"),
        Row("/a?b c", document: "/a", "space"),
        Row("/a\r\nX: y", document: "/a", "control character"),
        Row("a", document: "/a", "must begin with '/'"),
        Row("*", document: "*", "must begin with '/'"),
        Row("ftp://example.com/a", document: "/a", "must begin with '/'"),
        Row("http:///a", document: "/a", "no valid host"),
        Row("http://user@example.com/a", document: "/a", "no valid host"),
        // The web server chose its location by another path.
        Row("/admin", document: "/public", "DOCUMENT_URI"),
        Row("/admin/x", document: "/admin/y", "DOCUMENT_URI"),
        Row("/admin", document: "/admi", "DOCUMENT_URI"),
        Row("/admin", document: "/admin/", "DOCUMENT_URI"),
        Row("/a%20b", document: "/a+b", "DOCUMENT_URI"),
        Row("/a%252fb", document: "/a/b", "DOCUMENT_URI"),
        Row("//admin/x", document: "//admin/x", "DOCUMENT_URI"),
        Row("/posthog/x", document: "/y", mount: .path("/posthog"), "DOCUMENT_URI"),
        // Decoded parameters get no milder treatment.
        Row(nil, script: "/a", info: "/../b", "'..' segment"),
        Row(nil, script: "/a", info: "/b\u{0}", "NUL"),
        Row(nil, script: "a", "must begin with '/'"),
        Row(nil, script: "/a", query: "x y", "QUERY_STRING"),
        Row(nil, "REQUEST_URI is missing"),
        Row("/x", script: "/app.fcgi", info: "/../y", "'..' segment"),
        Row("/other/x", document: "/other/x", mount: .path("/posthog"), "outside /posthog"),
        Row("/posthogs/x", document: "/posthogs/x", mount: .path("/posthog"), "outside /posthog"),
    ]

    @Test(arguments: refused)
    func `A path that breaks a rule is refused with the rule in the text`(_ row: Row) throws {
        let rejection = try #require(throws: RequestRejection.self) { try row.target() }
        #expect(rejection.detail.contains(row.expected), "\(rejection.detail)")
    }

    @Test func `An absolute request target names the authority`() throws {
        #expect(try Row("http://Example.com:81/a", "").target().authority == "Example.com:81")
        #expect(try Row("/a", "").target().authority == nil)
    }

    @Test func `A plain path is routed without being rebuilt, and means the same as the long way`() throws {
        for row in Self.routed where row.mount == .automatic {
            guard let uri = row.parameters.first(where: { $0.0 == "REQUEST_URI" })?.1 else { continue }
            if RequestTarget.isPlain(uri, documentURI: nil) {
                let path = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0]
                #expect(try TargetPath(raw: Array(path.utf8)[...], name: "").encoded == Array(path.utf8))
            }
        }
        #expect(RequestTarget.isPlain("/api/user?x=%20", documentURI: "/api/user"))
        #expect(!RequestTarget.isPlain("/api/user", documentURI: "/api/use"))
        #expect(!RequestTarget.isPlain("/api/.hidden", documentURI: nil))
    }
}

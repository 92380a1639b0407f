import Access
import Testing

@testable import Gateway

@Suite struct CrossSiteGuardTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var caller = CrossSiteGuard.Caller.session
        var method = "POST"
        var isHTTPS = true
        var host: String? = "gateway.example"
        var site: String?
        var origin: String?
        var requestedBy: String? = "gateway"
        var expected: CrossSiteGuard.Decision

        var testDescription: String {
            "\(caller) \(method) site=\(site ?? "-") origin=\(origin ?? "-") by=\(requestedBy ?? "-")"
        }

        var decision: CrossSiteGuard.Decision {
            CrossSiteGuard(
                method: method, isHTTPS: isHTTPS, host: host, secFetchSite: site, origin: origin,
                requestedBy: requestedBy
            ).decide(for: caller)
        }
    }

    @Test(arguments: [
        Case(site: "same-origin", expected: .allowed),
        Case(site: "none", expected: .allowed),
        Case(site: "same-site", expected: .refused(.otherSite)),
        Case(site: "cross-site", expected: .refused(.otherSite)),
        Case(site: "", expected: .refused(.otherSite)),
        Case(site: "Same-Origin", expected: .refused(.otherSite)),
        Case(site: "cross-site", origin: "https://gateway.example", expected: .refused(.otherSite)),
        Case(site: "same-origin", requestedBy: nil, expected: .refused(.missingHeader)),
        Case(site: "same-origin", requestedBy: "Gateway", expected: .refused(.missingHeader)),
        Case(expected: .refused(.unknownSite)),
        Case(method: "DELETE", site: "cross-site", expected: .refused(.otherSite)),
        Case(method: "PUT", expected: .refused(.unknownSite)),
        Case(method: "get", expected: .refused(.unknownSite)),
        Case(method: "GET", site: "cross-site", requestedBy: nil, expected: .allowed),
        Case(method: "HEAD", requestedBy: nil, expected: .allowed),
        Case(method: "OPTIONS", requestedBy: nil, expected: .allowed),
    ])
    func `a session is guarded by Sec-Fetch-Site and the header`(example: Case) {
        #expect(example.decision == example.expected)
    }

    @Test(arguments: [
        Case(origin: "https://gateway.example", expected: .allowed),
        Case(origin: "https://GATEWAY.example", expected: .allowed),
        Case(origin: "https://gateway.example:443", expected: .allowed),
        Case(host: "gateway.example:443", origin: "https://gateway.example", expected: .allowed),
        Case(host: "gateway.example:8443", origin: "https://gateway.example:8443", expected: .allowed),
        Case(host: "gateway.example:8443", origin: "https://gateway.example", expected: .refused(.otherSite)),
        Case(origin: "https://gateway.example:8443", expected: .refused(.otherSite)),
        Case(origin: "http://gateway.example", expected: .refused(.otherSite)),
        Case(isHTTPS: false, origin: "http://gateway.example", expected: .allowed),
        Case(isHTTPS: false, origin: "https://gateway.example", expected: .allowed),
        Case(isHTTPS: false, host: "[::1]:8080", origin: "http://[::1]:8080", expected: .allowed),
        Case(isHTTPS: false, host: "127.0.0.1:8080", origin: "http://localhost:8080", expected: .refused(.otherSite)),
        Case(origin: "https://evil.example", expected: .refused(.otherSite)),
        Case(origin: "https://gateway.example.evil.example", expected: .refused(.otherSite)),
        Case(origin: "https://evilgateway.example", expected: .refused(.otherSite)),
        Case(origin: "null", expected: .refused(.otherSite)),
        Case(origin: "", expected: .refused(.otherSite)),
        Case(origin: "gateway.example", expected: .refused(.otherSite)),
        Case(origin: "file://gateway.example", expected: .refused(.otherSite)),
        Case(host: nil, origin: "https://gateway.example", expected: .refused(.otherSite)),
        Case(host: "", origin: "https://", expected: .refused(.otherSite)),
        Case(origin: "https://gateway.example", requestedBy: nil, expected: .refused(.missingHeader)),
    ])
    func `a browser without Sec-Fetch-Site is judged by its Origin`(example: Case) {
        #expect(example.decision == example.expected)
    }

    @Test(arguments: [
        Case(caller: .signIn, requestedBy: nil, expected: .allowed),
        Case(caller: .signIn, site: "same-origin", expected: .allowed),
        Case(caller: .signIn, site: "same-origin", requestedBy: nil, expected: .refused(.missingHeader)),
        Case(caller: .signIn, site: "cross-site", expected: .refused(.otherSite)),
        Case(caller: .signIn, origin: "https://evil.example", expected: .refused(.otherSite)),
        Case(caller: .header, site: "cross-site", origin: "https://evil.example", requestedBy: nil, expected: .allowed),
        Case(caller: .insecure, requestedBy: nil, expected: .allowed),
        Case(caller: .insecure, site: "same-origin", requestedBy: nil, expected: .allowed),
        Case(caller: .insecure, site: "cross-site", expected: .refused(.otherSite)),
        Case(caller: .insecure, origin: "https://evil.example", expected: .refused(.otherSite)),
        Case(caller: .insecure, method: "GET", requestedBy: nil, expected: .allowed),
        Case(caller: .insecure, method: "GET", site: "same-origin", expected: .allowed),
        Case(caller: .insecure, method: "GET", site: "none", expected: .allowed),
        Case(caller: .insecure, method: "GET", site: "cross-site", expected: .refused(.otherSite)),
        Case(caller: .insecure, method: "GET", origin: "https://evil.example", expected: .refused(.otherSite)),
    ])
    func `scripts need nothing and browsers always do`(example: Case) {
        #expect(example.decision == example.expected)
    }

    @Test(
        arguments: [
            (.token, .header), (.jwt, .header), (.session, .session), (.insecure, .insecure),
        ] as [(Principal.Method, CrossSiteGuard.Caller)])
    func `what a principal proved decides how far a browser is trusted`(
        method: Principal.Method, caller: CrossSiteGuard.Caller
    ) {
        #expect(CrossSiteGuard.Caller(method) == caller)
    }
}

import FastCGI
import Testing

@testable import HummingbirdFastCGI

/// How a process finds out whether it is a FastCGI server or a CGI program.
@Suite struct LaunchModeTests {
    enum Expected: Sendable, Equatable {
        case fastCGI(ListenAddress)
        case cgi
        case nothing
    }

    private static let own = ListenAddress.unix(path: "/run/x.sock")
    private static let passed = ListenAddress.inherited(descriptor: 3)
    private static let cgi = ["GATEWAY_INTERFACE": "CGI/1.1"]

    @Test(
        arguments: [
            (own, passed, cgi, .fastCGI(own)), (own, nil, [:], .fastCGI(own)), (nil, passed, [:], .fastCGI(passed)),
            (nil, passed, cgi, .fastCGI(passed)), (nil, nil, cgi, .cgi), (nil, nil, [:], .nothing),
            (nil, nil, ["GATEWAY_INTERFACE": ""], .nothing), (nil, nil, ["REQUEST_METHOD": "GET"], .nothing),
        ] as [(ListenAddress?, ListenAddress?, [String: String], Expected)])
    func `Configuration wins, then an inherited socket, then the sign of CGI`(
        _ configured: ListenAddress?, _ inherited: ListenAddress?, _ environment: [String: String], _ expected: Expected
    ) throws {
        let mode = try? LaunchMode(
            configured: configured.map(ServerConfiguration.init), inherited: inherited, environment: environment
        )
        let actual: Expected =
            switch mode {
            case .fastCGI(let configuration): .fastCGI(configuration.address)
            case .cgi: .cgi
            case nil: .nothing
            }
        #expect(actual == expected)
    }

    @Test func `The error says what is missing`() {
        let text = FastCGIApplicationError.nothingToServe.description
        for part in ["address", "LISTEN_FDS", "GATEWAY_INTERFACE"] { #expect(text.contains(part)) }
    }
}

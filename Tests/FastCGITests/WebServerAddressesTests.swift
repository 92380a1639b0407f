import Glibc
import Testing

@testable import FastCGI

struct WebServerAddressesTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1", true), ("192.0.2.1,127.0.0.1", "127.0.0.1", true),
        ("192.0.2.1, 127.0.0.1", "127.0.0.1", true), ("192.0.2.1", "127.0.0.1", false),
        ("127.0.0.1", "::1", false), ("127.0.0.1", "::ffff:127.0.0.1", true), ("192.0.2.1", "::ffff:127.0.0.1", false),
        ("localhost", "127.0.0.1", false), (",", "127.0.0.1", false),
    ])
    func onlyListedPeersAreContained(list: String, peer: String, isContained: Bool) throws {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        var info: UnsafeMutablePointer<addrinfo>?
        try #require(getaddrinfo(peer, "1", &hints, &info) == 0)
        defer { freeaddrinfo(info) }
        let found = try #require(info?.pointee)
        var address = sockaddr_storage()
        memcpy(&address, found.ai_addr, Int(found.ai_addrlen))
        #expect(try #require(WebServerAddresses(list: list)).contains(address) == isContained)
    }

    @Test func anEmptyListIsNone() {
        #expect(WebServerAddresses(list: "") == nil)
    }

    @Test(arguments: [("192.0.2.1", false), ("127.0.0.1", true)])
    func aPeerThatIsNotListedIsClosedAtOnce(list: String, isAccepted: Bool) throws {
        let listener = try Listener.open(
            .tcp(host: "127.0.0.1", port: 0), backlog: 1, webServers: WebServerAddresses(list: list))
        let client = try Client(listener.address)
        switch listener.accept() {
        case .descriptor(let descriptor):
            #expect(isAccepted)
            close(descriptor)
        case .refused: #expect(!isAccepted)
        case .none, .failed: Issue.record("no connection was there")
        }
        #expect(try client.isAtEnd())
    }
}

import Testing

@testable import Gateway

@Suite struct HostNameTests {
    static let names: [(String, String, Int?)] = [
        ("example.com", "example.com", nil), ("Example.COM:8080", "example.com", 8080), ("[::1]", "::1", nil),
        ("[::1]:8080", "::1", 8080), ("127.0.0.1:1", "127.0.0.1", 1), ("", "", nil),
        ("example.com:x", "example.com:x", nil), ("example.com:70000", "example.com:70000", nil),
        ("[::1]x", "[::1]x", nil), ("::1", "::1", nil), ("[", "[", nil), ("a:b:1", "a:b:1", nil),
    ]

    @Test(arguments: names)
    func `host and port are told apart`(text: String, name: String, port: Int?) {
        #expect(HostName(text).name == name)
        #expect(HostName(text).port == port)
    }

    @Test(arguments: ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.9.8.7:80", "[::1]:8080", "::1"])
    func `names of this machine are loopback`(text: String) {
        #expect(HostName(text).isLoopback)
    }

    @Test(arguments: ["localhost.example.com", "127.0.0.1.example.com", "128.0.0.1", "[::2]", "0.0.0.0", "", "127.1"])
    func `other names are not`(text: String) {
        #expect(!HostName(text).isLoopback)
    }

    @Test(arguments: [
        ("localhost:8080", true), ("flags.localhost", true), ("127.0.0.1:1", true), ("192.168.1.7", true),
        ("[fe80::1]:80", true), ("example.org", false), ("localhost.example.org", false), ("notlocalhost", false),
        ("127.0.0.1.example.org", false), ("127.1", false), ("gateway", false), ("", false),
    ])
    func `a name that somebody owns may be made to lead here`(text: String, isBeyondRebinding: Bool) {
        #expect(HostName(text).isBeyondRebinding == isBeyondRebinding)
    }
}

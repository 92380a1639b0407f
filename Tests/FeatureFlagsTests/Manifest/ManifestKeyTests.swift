import FeatureFlags
import Testing

@Suite struct ManifestKeyTests {
    @Test(arguments: [
        ("new-checkout_2", "new-checkout_2"),
        ("checkout.new", "checkout_u002E_new"),
        ("team?flag", "team_u003F_flag"),
        ("a b?c#d%e", "a_u0020_b_u003F_c_u0023_d_u0025_e"),
        ("größe", "gr_u00F6__u00DF_e"),
        ("🚀", "_u1F680_"),
        ("e\u{301}", "e_u0301_"),
        ("snake_case_user", "snake_case_user"),
        ("_u002E_", "_u005F_u002E_"),
        ("_u005F.", "_u005F_u005F_u002E_"),
        ("_u005F_u002E_", "_u005F_u005F_u005F_u002E_"),
        // These look alike but begin no escape: too short, lower case, a letter PostHog allows, nothing to protect.
        ("_u2E_", "_u2E_"),
        ("_u002e_", "_u002e_"),
        ("_u0061_", "_u0061_"),
        ("_u005F_", "_u005F_"),
        ("_u0000_", "_u0000_"),
        ("_uD800_", "_uD800_"),
        ("_u00002E_", "_u00002E_"),
        ("boost_u2024", "boost_u2024"),
    ])
    func everyKeyIsKeptUnderOnePostHogAllows(key: String, stored: String) throws {
        #expect(try ManifestKey.stored(for: key) == stored)
        #expect(ManifestKey.manifestKey(of: stored) == key)
    }

    @Test(arguments: [
        ("", ManifestProblem.Code.tooSmall), (".", .invalidValue), ("..", .invalidValue), ("a\u{0}", .invalidValue),
        ("a\nb", .invalidValue), ("a/b", .invalidValue), ("\u{85}", .invalidValue),
        (String(repeating: "a", count: 401), .tooBig),
        (String(repeating: ".", count: 60), .tooBig),
    ])
    func keysThatCannotBeKeptAreRefusedWithTheRule(key: String, code: ManifestProblem.Code) {
        let problem = #expect(throws: ManifestProblem.self) { try ManifestKey.stored(for: key) }
        #expect(problem?.field == "key")
        #expect(problem?.code == code)
    }

    @Test func theLongestKeysAreKept() throws {
        let plain = String(repeating: "k", count: 400)
        #expect(try ManifestKey.stored(for: plain) == plain)
        let dotted = String(repeating: ".", count: 57)
        #expect(ManifestKey.manifestKey(of: try ManifestKey.stored(for: dotted)) == dotted)
    }

    @Test func bothDirectionsUndoEachOther() throws {
        var random = SeededGenerator(seed: 7)
        let pieces = ["_", "_", "u", "0", "0", "2", "E", "5", "F", "_u", "_u002E_", "_u005F_", ".", "a", "ü", "?", "-"]
        for _ in 0..<20_000 {
            let length = Int.random(in: 1...12, using: &random)
            let key = (0..<length).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard key != ".", key != ".." else { continue }
            let stored = try ManifestKey.stored(for: key)
            #expect(stored.utf8.allSatisfy { isAllowed($0) })
            #expect(ManifestKey.manifestKey(of: stored).utf8.elementsEqual(key.utf8), "\(key) by way of \(stored)")
            // A key PostHog allows is some flag's key as well: it must come back from the manifest unharmed.
            guard key.utf8.allSatisfy({ isAllowed($0) }) else { continue }
            let shown = ManifestKey.manifestKey(of: key)
            guard let back = try? ManifestKey.stored(for: shown) else { continue }
            #expect(back == key, "\(key) by way of \(shown)")
        }
    }

    private func isAllowed(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
            || byte == 0x2D
    }
}

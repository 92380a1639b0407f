import Testing

@testable import FeatureFlags

struct FlagKeyIndexTests {
    @Test(arguments: [0, 1, 2, 3, 64, 1_000])
    func `every key is found at its place`(count: Int) {
        let keys = (0..<count).map { "team-\($0 % 12)-feature-\($0)" }
        let index = FlagKeyIndex(keys)
        for (place, key) in keys.enumerated() { #expect(index[key] == place) }
        for key in ["", "team", "team-0-feature-00", "team-0-feature-0 ", "Team-0-feature-0"] {
            #expect(index[key] == nil)
        }
    }

    @Test func `the first of equal keys is found`() {
        let index = FlagKeyIndex(["a", "", "b", "a", ""])
        #expect(index["a"] == 0)
        #expect(index[""] == 1)
        #expect(index["b"] == 2)
    }

    @Test(arguments: 1...26)
    func `keys of one length that differ in one byte are all found`(length: Int) {
        let key = [UInt8](repeating: 0x61, count: length)
        let others = key.indices.map { place in
            var other = key
            other[place] = 0x62
            return String(decoding: other, as: UTF8.self)
        }
        let index = FlagKeyIndex(others)
        for (place, other) in others.enumerated() { #expect(index[other] == place) }
        #expect(index[String(decoding: key, as: UTF8.self)] == nil)
        #expect(index[String(decoding: key + [0x62], as: UTF8.self)] == nil)
    }

    @Test func `keys are told apart byte by byte`() {
        let index = FlagKeyIndex(["\u{E9}", "e\u{301}"])
        #expect(index["\u{E9}"] == 0)
        #expect(index["e\u{301}"] == 1)
    }
}

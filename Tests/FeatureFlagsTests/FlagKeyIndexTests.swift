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

    @Test func `keys are told apart byte by byte`() {
        let index = FlagKeyIndex(["\u{E9}", "e\u{301}"])
        #expect(index["\u{E9}"] == 0)
        #expect(index["e\u{301}"] == 1)
    }
}

import Crypto
import JSON
import Testing

@testable import FeatureFlags

/// Every way of hashing against swift-crypto's SHA-1.
struct BucketHashPathTests {
    /// Every choice among what the processor of the test has; without any of it the code is the portable one.
    static let choices = Set((0..<8).map { BucketHash.Instructions(rawValue: $0).intersection(.supported) })

    @Test(arguments: choices)
    func `single texts of all lengths have the hash of swift-crypto`(_ allowed: BucketHash.Instructions) {
        for length in 0...300 {
            for _ in 0..<8 {
                let text = randomText(length)
                let start = Int.random(in: 0...length)
                let prefix = Array(text.utf8.prefix(start))
                let identifier = String(decoding: text.utf8.dropFirst(start), as: UTF8.self)
                for purpose in [BucketHash.Purpose.rollout, .variant] {
                    let value = BucketHash.value(
                        prefix.span, identifier, purpose, instructions: allowed)
                    #expect(value == expected(text, purpose), "\(text) \(purpose)")
                }
            }
        }
    }

    @Test(arguments: choices)
    func `texts side by side have the hash of swift-crypto`(_ allowed: BucketHash.Instructions) throws {
        for length in 0...119 {
            for purpose in [BucketHash.Purpose.rollout, .variant] {
                let room = 119 - length - (purpose == .variant ? 7 : 0)
                guard room >= 0 else { continue }
                var heads = BucketHeads()
                // The last batch is not filled.
                let starts = (0..<37).map { _ in randomText(Int.random(in: 0...min(room, 63))) }
                let places = starts.map { heads.append(Array($0.utf8)) }
                let identifier = randomText(length)
                var batches = try #require(BucketBatches(heads, identifier, purpose, instructions: allowed))
                for (start, place) in zip(starts, places).shuffled() {
                    let value = batches.value(try #require(place), heads)
                    #expect(value == expected(start + identifier, purpose), "\(start)|\(identifier) \(purpose)")
                }
            }
        }
    }

    @Test func `texts that do not fit side by side are refused`() throws {
        var heads = BucketHeads()
        #expect(heads.append([UInt8](repeating: 0x78, count: 64)) == nil)
        #expect(heads.append([UInt8](repeating: 0x78, count: 63)) == 0)
        #expect(BucketBatches(heads, randomText(56), .rollout) != nil)
        #expect(BucketBatches(heads, randomText(57), .rollout) == nil)
        #expect(BucketBatches(heads, randomText(49), .variant) != nil)
        #expect(BucketBatches(heads, randomText(50), .variant) == nil)
    }

    @Test(arguments: [0, 1, 8, 36, 44, 54, 60, 100, 119, 120, 300])
    func `many flags at once come out as each of them alone`(length: Int) throws {
        let flags = try (0..<90).map { number in
            let key = "flag-\(number)-" + String(repeating: "k", count: number)
            return try flag(
                key,
                [
                    "groups": [["rollout_percentage": .integer(Int64(number % 3 * 50))]],
                    "multivariate": [
                        "variants": [
                            ["key": "a", "rollout_percentage": 50], ["key": "b", "rollout_percentage": 50],
                        ]
                    ],
                ])
        }
        let set = FlagSet(flags: flags)
        for _ in 0..<20 {
            let context = context(randomText(length))
            let together = set.evaluate(in: context)
            #expect(together.count == flags.count)
            for evaluation in together { #expect(set.evaluate(evaluation.key, in: context) == evaluation) }
        }
    }

    /// Of visible ASCII characters.
    private func randomText(_ length: Int) -> String {
        String(String.UnicodeScalarView((0..<length).map { _ in Unicode.Scalar(UInt8.random(in: 0x21...0x7E)) }))
    }

    private func expected(_ text: String, _ purpose: BucketHash.Purpose) -> Double {
        var hash = Insecure.SHA1()
        hash.update(data: Array(text.utf8))
        if purpose == .variant { hash.update(data: Array("variant".utf8)) }
        let first = hash.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        return Double(first >> 4) / Double(0xFFF_FFFF_FFFF_FFFF)
    }
}

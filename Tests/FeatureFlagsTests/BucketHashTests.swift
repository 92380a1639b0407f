import JSON
import Testing

@testable import FeatureFlags

struct BucketHashTests {
    static let table: [(String, String, BucketHash.Purpose, Double)] = [
        ("simple-flag.", "distinct_id", .rollout, 0.3457103347480679),
        ("simple-flag.", "distinct_id_0", .rollout, 0.7836963764220432),
        ("simple-flag.", "distinct_id_1", .rollout, 0.3397069926995401),
        ("beta-feature.", "distinct_id", .rollout, 0.8755963479474078),
        ("beta-feature.", "distinct_id", .variant, 0.2283027158240907),
        ("some-flag.", "some_id", .rollout, 0.43142145560484474),
        ("multivariate-flag.", "distinct_id_0", .rollout, 0.502037796130735),
        ("multivariate-flag.", "distinct_id_0", .variant, 0.6186454537930379),
        ("holdout-", "user-1", .rollout, 0.17805599206573022),
        ("holdout-", "user-5", .rollout, 0.6563813925994418),
    ]

    @Test(arguments: table)
    func `the hash has PostHog's value`(
        prefix: String, identifier: String, purpose: BucketHash.Purpose, expected: Double
    ) {
        let prefix = Array(prefix.utf8)
        let hash = BucketHash.value(prefix.span, identifier, purpose)
        #expect(hash == expected)
    }

    @Test func `a rollout of 45 percent takes the same users as PostHog`() throws {
        let set = FlagSet(flags: [try flag("simple-flag", ["groups": [["rollout_percentage": 45]]])])
        let verdicts = try (0..<20).map { index in
            try #require(set.evaluate("simple-flag", in: context("distinct_id_\(index)"))).enabled ? "T" : "F"
        }
        #expect(verdicts.joined() == "FTTFTFFTFTFTTFTFFFTT")
    }

    @Test func `variants fall to the same users as in PostHog`() throws {
        let shares: [(String, JSON)] = [
            ("first", 50), ("second", 20), ("third", 20), ("fourth", 5), ("fifth", 5),
        ]
        let variants = shares.map { name, share -> JSON in ["key": .string(name), "rollout_percentage": share] }
        let set = FlagSet(flags: [
            try flag(
                "multivariate-flag",
                ["groups": [["rollout_percentage": 55]], "multivariate": ["variants": .array(variants)]])
        ])
        let verdicts = try (0..<20).map { index in
            try #require(set.evaluate("multivariate-flag", in: context("distinct_id_\(index)"))).verdict
        }
        let expected = """
            second second first false false second first false false false first third false first second first false \
            false fourth first
            """
        #expect(verdicts.joined(separator: " ") == expected)
    }
}

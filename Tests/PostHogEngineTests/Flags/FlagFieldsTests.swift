import FeatureFlags
import JSON
import PostHogClient
import Testing

@testable import PostHogEngine

struct FlagFieldsTests {
    private static let known = [FlagsFixture.flag(12, "other"), FlagsFixture.flag(13, "12")]

    @Test func onlyWhatDiffersIsSent() {
        let old = FlagDraft(key: "a", name: "x", tags: ["t"])
        var new = old
        new.name = "y"
        #expect(FlagFields(flags: []).change(from: old, to: new) == ["name": "y"])
        #expect(FlagFields(flags: []).change(from: old, to: old).isEmpty)
    }

    @Test func aMemberOfFiltersThatGoesIsNamedWithAnEmptyValue() {
        var old = FlagDraft(key: "a")
        old.filters.earlyExit = true
        old.filters.unknownMembers["sort"] = "later"
        old.filters.holdout = FlagHoldout(id: 1, exclusionPercentage: 5)
        old.filters.payloads = ["true": "1"]
        old.filters.multivariate = FlagMultivariate(variants: [FlagVariant(key: "v", rolloutPercentage: 100)])
        let change = FlagFields(flags: []).change(from: old, to: FlagDraft(key: "a"))
        #expect(
            change["filters"]?.objectValue?.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" } == [
                "early_exit false", "holdout null", "multivariate null", "payloads {}", "sort null",
            ])
    }

    @Test(arguments: [("other", "12"), ("12", "12"), ("13", "13"), ("unknown", "unknown")])
    func filtersOnFlagsAreWrittenWithNumbers(_ key: String, _ written: String) {
        var draft = FlagDraft(key: "a")
        draft.filters.groups[0].properties = [
            FlagProperty(key: key, value: true, type: .flag, operator: .flagEvaluatesTo)
        ]
        let fields = FlagFields(flags: Self.known).creation(draft)
        #expect(fields["filters"]?["groups"]?[0]?["properties"]?[0]?["key"] == .string(written))
    }

    @Test(arguments: [
        ("key", "key"), ("filters", "filters"),
        ("filters__groups__0__rollout_percentage", "filters.groups[0].rollout_percentage"),
        ("filters__groups__12__properties__3__value", "filters.groups[12].properties[3].value"),
        ("evaluation_contexts__1", "evaluation_contexts[1]"), ("", ""), ("__x", "__x"), ("a__", "a."),
    ])
    func fieldsOfPostHogAreNamedAsOursAre(_ attribute: String, _ path: String) {
        #expect(FlagProblem.path(ofAttribute: attribute) == path)
    }

    @Test(arguments: [
        (PostHogError(.validation, status: 400, code: "unique", detail: "taken", attr: "key"), "taken a"),
        (
            PostHogError(.validation, status: 400, code: "invalid", detail: "no", attr: "filters__groups"),
            "invalid filters.groups invalid"
        ),
        (PostHogError(.validation, status: 400, detail: "no"), "invalid flag valid"),
        (PostHogError(.unreachable, detail: "gone"), "unavailable 5"),
        (PostHogError(.throttled, status: 429, detail: "slow", retryAfter: .seconds(37)), "unavailable 37"),
        (PostHogError(.timeout, detail: "late"), "unavailable 5"),
        (PostHogError(.limited, detail: "full"), "unavailable 5"),
        (PostHogError(.server, status: 503, detail: "down"), "upstream 503"),
        (PostHogError(.authentication, status: 401, detail: "key"), "upstream 401"),
        (PostHogError(.quota, status: 402, detail: "quota"), "upstream 402"),
        (PostHogError(.notFound, status: 404, detail: "none"), "not found flag a"),
        (PostHogError(.conflict, status: 409, detail: "approval"), "refused"),
        (PostHogError(.malformed, status: 200, detail: "html"), "upstream 200"),
        (PostHogError(.malformed, detail: "cannot be unpacked"), "unusable cannot be unpacked"),
        (PostHogError(.tooLarge, detail: "32 MB"), "unusable 32 MB"),
        (PostHogError(.configuration, detail: "no key"), "failed"),
    ])
    func errorsOfPostHogBecomeOurs(_ error: PostHogError, _ outcome: String) {
        let text =
            switch FlagStoreError(error, subject: "flag a", key: "a") {
            case .keyTaken(let key): "taken \(key)"
            case .invalid(let problems): "invalid \(problems[0].field) \(problems[0].rule)"
            case .unavailable(_, let seconds): "unavailable \(seconds ?? -1)"
            case .upstream(let status, _): "upstream \(status)"
            case .unusable(let text): "unusable \(text)"
            case .notFound(let what): "not found \(what)"
            case .refused: "refused"
            case .failed: "failed"
            case .stale, .staleCohort, .unsupported: "?"
            }
        #expect(text == outcome)
    }
}

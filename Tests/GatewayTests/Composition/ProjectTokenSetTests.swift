import HTTPTypes
import Testing

@testable import Gateway

struct ProjectTokenSetTests {
    /// What became known of the project's own token, in this order.
    private enum News {
        case kept(String)
        case told(String)
    }

    private struct Case: CustomTestStringConvertible {
        var testDescription: String
        var configured: [String] = []
        var isOwnAwaited = true
        var news: [News] = []
        let verdicts: [String: ProjectTokenSet.Verdict]
    }

    private static let cases = [
        Case(
            testDescription: "the embedded engine knows its tokens from the start", configured: ["phc_a", "phc_b"],
            isOwnAwaited: false, verdicts: ["phc_a": .known, "phc_b": .known, "phc_c": .unknown]),
        Case(
            testDescription: "nothing is certain before PostHog told the token", configured: ["phc_generated"],
            verdicts: ["phc_generated": .known, "phc_own": .undecided]),
        Case(
            testDescription: "a kept token counts and settles nothing", news: [.kept("phc_old")],
            verdicts: ["phc_old": .known, "phc_new": .undecided]),
        Case(
            testDescription: "a told token settles everything", news: [.told("phc_own")],
            verdicts: ["phc_own": .known, "phc_other": .unknown]),
        Case(
            testDescription: "the same token told again", news: [.kept("phc_own"), .told("phc_own")],
            verdicts: ["phc_own": .known, "phc_other": .unknown]),
        Case(
            testDescription: "another token told than the kept one", news: [.kept("phc_old"), .told("phc_new")],
            verdicts: ["phc_new": .known, "phc_old": .unknown]),
        Case(
            testDescription: "a kept token that is configured too", configured: ["phc_old"],
            news: [.kept("phc_old"), .told("phc_new")],
            verdicts: ["phc_new": .known, "phc_old": .known, "phc_other": .unknown]),
        Case(
            testDescription: "a configured token leaves nothing to wait for", configured: ["phc_a"],
            isOwnAwaited: false, news: [.kept("phc_old")],
            verdicts: ["phc_a": .known, "phc_old": .known, "phc_other": .unknown]),
        Case(
            testDescription: "a token told later replaces the one before", news: [.told("phc_old"), .told("phc_new")],
            verdicts: ["phc_new": .known, "phc_old": .unknown]),
        Case(
            testDescription: "what was kept does not undo what was told", news: [.told("phc_new"), .kept("phc_old")],
            verdicts: ["phc_new": .known, "phc_old": .unknown]),
    ]

    @Test("a token is known, unknown or undecided", arguments: cases)
    private func verdicts(_ each: Case) {
        var tokens = ProjectTokenSet(each.configured, isOwnAwaited: each.isOwnAwaited)
        for news in each.news {
            switch news {
            case .kept(let token): tokens.keep(token)
            case .told(let token): tokens.learn(token)
            }
        }
        for (token, verdict) in each.verdicts { #expect(tokens.verdict(on: token) == verdict, "\(token)") }
    }

    @Test func anSDKWithAReplacedTokenIsToldToWaitUntilPostHogHasSpoken() throws {
        let tokens = ProjectTokens([String](), isOwnAwaited: true)
        tokens.keep("phc_old")
        try tokens.check("phc_old", field: "api_key")
        let undecided = #expect(throws: Problem.self) { try tokens.check("phc_new", field: "api_key") }
        #expect(undecided?.status == .serviceUnavailable)
        #expect(undecided?.retryAfterSeconds == 5)

        tokens.learn("phc_new")
        try tokens.check("phc_new", field: "api_key")
        let unknown = #expect(throws: Problem.self) { try tokens.check("phc_old", field: "api_key") }
        #expect(unknown?.status == .unauthorized)
        #expect(unknown?.field?.name == "api_key")
    }
}

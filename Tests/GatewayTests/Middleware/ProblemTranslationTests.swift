import HTTPTypes
import Hummingbird
import Testing

@testable import Gateway
@testable import HummingbirdFastCGI

struct ProblemTranslationTests {
    @Test(
        "a body that does not arrive is told as what it is",
        arguments: [
            (.bodyTruncated, .badRequest), (.bodyStalled, .requestTimeout), (.bodyTooLarge, .contentTooLarge),
            (.deadlineExceeded, .gatewayTimeout),
        ] as [(RequestFailure.Reason, HTTPResponse.Status)])
    func bodies(reason: RequestFailure.Reason, status: HTTPResponse.Status) {
        let failure = RequestFailure(reason: reason, detail: "what happened", requestID: "1") { _ in
            Response(status: .ok)
        }
        let problem = ProblemTranslation.problem(for: failure, path: "/batch")
        #expect(problem.status == status)
        #expect(problem.detail == "what happened")
    }
}

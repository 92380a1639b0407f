import Analytics
import FeatureFlags
import Hummingbird
import HummingbirdFastCGI

/// Turns whatever a route threw into what the client is told.
enum ProblemTranslation {
    static func problem(for error: any Error, path: String) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as EventStoreError: Problem(error)
        case let error as FlagStoreError: Problem(error)
        case let error as HTTPError where error.status == .notFound && error.body == nil:
            Problem.notFound("There is nothing at \(path.prefix(200)).")
        case let error as HTTPError: Problem(error.status, error.body ?? error.status.reasonPhrase)
        case let failure as RequestFailure: Problem(failure.status, failure.detail)
        case is CancellationError:
            Problem(.gatewayTimeout, "The request took longer than it may.")
        default:
            Problem(.internalServerError, "Something went wrong; the log has the cause under this request's id.")
        }
    }
}

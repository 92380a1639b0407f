import Access
import FeatureFlags
import HTTPTypes
import Hummingbird

/// What all answers of the manifest routes share: errors in the words of the caller's dialect, so that the OpenFeature
/// CLI prints their reason, and `X-Manifest-Capabilities` with what the caller may do (DESIGN §4.1).
struct ManifestPresentation: RoutePresentation {
    let access: AccessControl
    let settings: ManifestSettings
    let dialect: ManifestDialect
    let clock: SystemClock

    func complete(_ response: inout Response, to request: Request) async {
        if response.headers[.manifestCapabilities] == nil {
            response.headers[.manifestCapabilities] = Self.capabilities(of: await caller(of: request))
        }
        response.headers[.vary] = "Accept, User-Agent, Authorization, Cookie, X-API-Key"
    }

    /// The capabilities the manifest knows, comma separated; empty for a caller who has none.
    static func capabilities(of principal: Principal?) -> String {
        guard let principal else { return "" }
        return [Capability.read, .write, .delete].filter(principal.may).map(\.rawValue).joined(separator: ",")
    }

    func failure(_ error: any Error, _ request: Request, _ context: GatewayContext) -> Response {
        let failure: ManifestFailure
        var headers: HTTPFields = [:]
        switch error {
        case let error as ManifestError: failure = ManifestFailure(error)
        case let error as FlagStoreError:
            failure = ManifestFailure(error, settings: settings)
            switch error {
            case .stale(let current): headers[.eTag] = FlagRevision(current).entityTag
            case .unavailable(_, let seconds): headers[.retryAfter] = String(seconds ?? 1)
            default: break
            }
        default:
            let problem = ProblemTranslation.problem(for: error, path: request.uri.path)
            failure = ManifestFailure(
                status: problem.status.code, message: problem.detail,
                problems: problem.fields.map {
                    ManifestProblem($0.name, .custom, $0.detail ?? "The rule is \($0.rule).")
                })
            headers = problem.headers
            if let seconds = problem.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
        }
        let status = HTTPResponse.Status(code: failure.status)
        if failure.status >= 500 { context.log(error, status: status, method: request.method) }
        var response = Response.json(status, failure.json(in: errorDialect(of: request)))
        for field in headers { response.headers.append(field) }
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// The dialect of an error; a request that names none we know is answered as if it had named none.
    private func errorDialect(of request: Request) -> ManifestDialect {
        let asked = (try? request.queryParameters().text("dialect")) ?? nil
        return
            (try? ManifestDialect.choose(
                query: asked.flatMap(ManifestDialect.init)?.rawValue, userAgent: request.headers[.userAgent],
                accept: request.headers[.accept], otherwise: dialect)) ?? dialect
    }

    /// Who called a route that refused before, or without, finding that out.
    private func caller(of request: Request) async -> Principal? {
        // Nobody can be told what they may do but the caller who is let in.
        try? await access.authenticator.authenticate(request.credentials, at: clock.now).principal
    }
}

public import FastCGI
import HTTPTypes
public import Hummingbird
import Logging

extension FastCGIApplication {
    /// Answers one request in memory, without a connection: for tests of routes and of the web server's parameters.
    ///
    /// - Parameters:
    ///   - metaVariables: what the web server would send
    ///   - body: the whole body; its size is not compared with CONTENT_LENGTH
    /// - Returns: the response as the routes made it, so with a body even for HEAD
    public func respond(to metaVariables: FastCGI.Parameters, body: ByteBuffer = ByteBuffer()) async -> Response {
        let head = RequestHead(metaVariables)
        let source = FastCGIRequestContextSource(logger: logger, head: head, exchange: nil)
        return await respond(head, source) { () throws(RequestFailure) in RequestBody(buffer: body) }
    }

    func respond(
        _ head: RequestHead,
        _ source: FastCGIRequestContextSource,
        body: () throws(RequestFailure) -> RequestBody
    ) async -> Response {
        let request: Request
        do {
            let httpRequest = try head.httpRequest(
                mountPoint: configuration.mountPoint,
                checksDocumentURI: configuration.checksDocumentURI
            )
            request = Request(head: httpRequest, body: try body())
        } catch let rejection as RequestRejection {
            source.logger.info("request refused", metadata: ["reason": "\(rejection.detail)"])
            return failure(rejection.reason, rejection.detail, source).response
        } catch let failure as RequestFailure {
            source.logger.info("request refused", metadata: ["reason": "\(failure.detail)"])
            return failure.response
        } catch {
            return internalError(error, source)
        }
        return await withLogger(source.logger) { _ in await route(request, source) }
    }

    private func route(_ request: Request, _ source: FastCGIRequestContextSource) async -> Response {
        let context = makeContext(source)
        do {
            return try await responder.respond(to: request, context: context)
        } catch let error as any HTTPResponseError {
            do {
                return try error.response(from: request, context: context)
            } catch {
                return internalError(error, source)
            }
        } catch {
            return internalError(error, source)
        }
    }

    /// The answer to an error nobody expected. A cancelled task fails with all kinds of errors; the deadline is the cause.
    func internalError(_ error: any Error, _ source: FastCGIRequestContextSource) -> Response {
        if Task.isCancelled {
            source.logger.warning("request cancelled", metadata: ["error": "\(error)"])
            return failure(.deadlineExceeded, "the request took too long", source).response
        }
        source.logger.error("request failed", metadata: ["error": "\(error)"])
        return failure(.internalError, "internal error", source).response
    }

    func failure(
        _ reason: RequestFailure.Reason,
        _ detail: String,
        _ source: FastCGIRequestContextSource
    ) -> RequestFailure {
        RequestFailure(
            reason: reason,
            detail: detail,
            requestID: source.requestID,
            format: configuration.errorResponse
        )
    }
}

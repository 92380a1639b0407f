internal import AsyncHTTPClient
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// What all copies of a client share: connections, limits, and the project tokens looked up so far.
final class PostHogConnection: Sendable {
    let transport: HTTPTransport
    let clock: any CallClock
    private let limiters: [EndpointFamily: RequestLimiter]
    /// How often all pauses were ended.
    private let endings = Atomic(0)
    /// By host, project and key.
    let projectTokens = Mutex<[String: String]>([:])

    init(_ configuration: PostHogConfiguration, clock: any CallClock) {
        self.clock = clock
        transport = HTTPTransport(
            connectTimeout: configuration.timeout, maximumBytes: configuration.maximumResponseBytes)
        limiters = Dictionary(
            uniqueKeysWithValues: EndpointFamily.allCases.map {
                ($0, RequestLimiter(family: $0, limits: configuration.limits, clock: clock))
            })
    }

    /// Forgets every pause PostHog has asked for, and those it still asks for in answers to calls under way.
    func endPauses() {
        endings.add(1, ordering: .sequentiallyConsistent)
        for limiter in limiters.values { limiter.endPause() }
    }

    /// Makes the call, waiting for a place and repeating it as the settings allow, until it is answered with 2xx or a
    /// status the call understands. Throws what PostHog answered otherwise.
    func send(_ call: HTTPCall, _ configuration: PostHogConfiguration) async throws(PostHogError) -> HTTPAnswer {
        // A day stands for "no deadline"; what is longer could not be added to a time.
        let deadline = clock.now() + min(configuration.deadline, .seconds(86_400))
        var attempt = 1
        while true {
            let endings = endings.load(ordering: .sequentiallyConsistent)
            let result = try await attemptInTurn(call, configuration, attempt: attempt, deadline: deadline)
            let error: PostHogError
            let wasNeverSent: Bool
            switch result {
            case .success(let answer) where 200...299 ~= answer.status || call.understood.contains(answer.status):
                return answer
            case .success(let answer):
                error = PostHogError(answer: answer, call: call, redaction: Redaction(configuration.credentials))
                wasNeverSent = false
            case .failure(let failure):
                error = failure.error.naming(call)
                wasNeverSent = failure.wasNeverSent
            }
            let isCurrent = endings == self.endings.load(ordering: .sequentiallyConsistent)
            if error.kind == .throttled, isCurrent, let wait = error.retryAfter {
                limiters[call.family]?.pause(for: wait)
            }
            guard
                let pause = configuration.retry.pause(
                    after: error, wasNeverSent: wasNeverSent, of: call, attempt: attempt,
                    remaining: deadline - clock.now(), jitter: clock.jitter())
            else { throw error }
            do {
                try await clock.sleep(until: clock.now() + pause)
            } catch {
                throw PostHogError(.cancelled, detail: "the call was cancelled", call: call.name)
            }
            attempt += 1
        }
    }

    private func attemptInTurn(
        _ call: HTTPCall, _ configuration: PostHogConfiguration, attempt: Int, deadline: Duration
    ) async throws(PostHogError) -> Result<HTTPAnswer, AttemptFailure> {
        let limiter = limiters[call.family]
        do throws(PostHogError) {
            try await limiter?.acquire(deadline: deadline)
        } catch {
            throw error.naming(call)
        }
        defer { limiter?.release() }
        let start = clock.now()
        let timeout = min(configuration.timeout, deadline - start)
        guard timeout > .zero else {
            throw PostHogError(.timeout, detail: "the deadline passed before the call was made", call: call.name)
        }
        let result: Result<HTTPAnswer, AttemptFailure>
        do throws(AttemptFailure) {
            result = .success(
                try await transport.attempt(
                    call.request(configuration), timeout: timeout, maximumBytes: configuration.maximumResponseBytes))
        } catch {
            result = .failure(error)
        }
        report(call, configuration, attempt: attempt, result: result, duration: clock.now() - start)
        return result
    }

    private func report(
        _ call: HTTPCall, _ configuration: PostHogConfiguration, attempt: Int,
        result: Result<HTTPAnswer, AttemptFailure>, duration: Duration
    ) {
        let milliseconds = duration / .milliseconds(1)
        configuration.logger.debug(
            "PostHog call",
            metadata: [
                "posthog.call": "\(call.name)", "posthog.attempt": "\(attempt)",
                "posthog.milliseconds": "\(milliseconds)", "posthog.outcome": "\(result.outcome)",
            ])
        guard let onExchange = configuration.onExchange else { return }
        onExchange(
            PostHogExchange(
                call, attempt: attempt, result: result, milliseconds: milliseconds,
                redaction: Redaction(configuration.credentials)))
    }
}

extension Result<HTTPAnswer, AttemptFailure> {
    fileprivate var outcome: String {
        switch self {
        case .success(let answer): String(answer.status)
        case .failure(let failure): failure.error.kind.rawValue
        }
    }
}

extension PostHogError {
    func naming(_ call: HTTPCall) -> PostHogError {
        var error = self
        error.call = error.call ?? call.name
        return error
    }
}

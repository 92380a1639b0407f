import Analytics
import JSON
import Synchronization

@testable import PostHogEngine

/// Stands where PostHog's capture is: answers by a rule and keeps what it has taken.
final class RecordingSender: EventSender {
    typealias Rule = @Sendable (_ request: Int, _ events: [OutboxEntry]) async -> DeliveryAnswer

    static let ok = DeliveryAnswer.status(200, text: "", retryAfterSeconds: nil)

    private struct State {
        var requests: [[OutboxEntry]] = []
        var taken: [OutboxEntry] = []
    }

    private let state = Mutex(State())
    private let rule: Rule

    init(_ rule: @escaping Rule = { _, _ in ok }) {
        self.rule = rule
    }

    /// The events of every request, in order.
    var requests: [[OutboxEntry]] { state.withLock(\.requests) }
    /// The events of the requests that succeeded, in order.
    var taken: [OutboxEntry] { state.withLock(\.taken) }

    func send(_ events: ArraySlice<OutboxEntry>) async -> DeliveryAnswer {
        let number = state.withLock { state in
            state.requests.append(Array(events))
            return state.requests.count
        }
        let answer = await rule(number, Array(events))
        if answer == Self.ok { state.withLock { $0.taken += Array(events) } }
        return answer
    }
}

import Analytics
import Synchronization

/// Carries the result of a job from the writer to its caller.
final class WriteOutcome<Value: Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)

    var value: Value? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }

    func result(_ error: EventStoreError?) -> Result<Value, EventStoreError> {
        if let error { return .failure(error) }
        guard let value else { return .failure(EventStoreError(.failed, "the writer gave no result")) }
        return .success(value)
    }
}

import Synchronization

@testable import struct FastCGI.WorkerThread

/// A thread of its own for code that blocks, which must not hold one of the few threads that Swift's tasks share.
///
/// It runs from the moment it is made: whoever blocks next may rely on it.
final class TestThread<Value: Sendable>: Sendable {
    private enum State {
        case running
        case awaited(CheckedContinuation<Value, any Error>)
        case ended(Result<Value, any Error>)
    }

    private let state = Mutex(State.running)

    init(_ body: @escaping @Sendable () throws -> Value) throws {
        try WorkerThread(name: "test-thread") { [self] in end(Result(catching: body)) }.detach()
    }

    /// What the body returned or threw, when it has; to be asked for once.
    var value: Value {
        get async throws {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Value, any Error>? = state.withLock { state in
                    if case .ended(let result) = state { return result }
                    state = .awaited(continuation)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        }
    }

    private func end(_ result: Result<Value, any Error>) {
        let continuation: CheckedContinuation<Value, any Error>? = state.withLock { state in
            defer { state = .ended(result) }
            if case .awaited(let continuation) = state { return continuation }
            return nil
        }
        continuation?.resume(with: result)
    }
}

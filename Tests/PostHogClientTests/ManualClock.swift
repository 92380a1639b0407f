import Synchronization

@testable import PostHogClient

/// A clock that stands still until a test moves it.
final class ManualClock: CallClock {
    private struct Sleeper {
        let id: UInt64
        let time: Duration
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var now = Duration.zero
        var lastID: UInt64 = 0
        var sleepers: [Sleeper] = []
        var pauses: [Duration] = []
    }

    private let state = Mutex(State())
    private let movesItself: Bool

    /// With `movesItself` nobody waits: sleeping moves the clock.
    init(movesItself: Bool = false) {
        self.movesItself = movesItself
    }

    func now() -> Duration { state.withLock { $0.now } }

    func jitter() -> Double { 1 }

    /// How long each sleeper wanted to wait.
    var pauses: [Duration] { state.withLock { $0.pauses } }

    func sleep(until time: Duration) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            state.pauses.append(time - state.now)
            if movesItself { state.now = max(state.now, time) }
            return state.lastID
        }
        let isDue = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let result: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if state.now >= time { return true }
                    state.sleepers.append(Sleeper(id: id, time: time, continuation: continuation))
                    return nil
                }
                if let result { continuation.resume(returning: result) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume(returning: false)
        }
        guard isDue else { throw CancellationError() }
    }

    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.time <= state.now }
            state.sleepers.removeAll { $0.time <= state.now }
            return due
        }
        for sleeper in due { sleeper.continuation.resume(returning: true) }
    }
}

internal import Synchronization

/// Every open connection. Asked when one comes or goes, and by the supervisor, but not for each request: a lock that
/// all workers share would make them queue whenever its holder is not running.
final class ConnectionTable: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        /// Closed by the supervisor. A worker may still be looking at an event of one, so they are kept until the end.
        var closed: [Connection] = []
        var accepted = 0
    }

    struct Counts {
        var open: Int
        var idle: Int
        var accepted: Int
    }

    private let state = Mutex(State())

    var counts: Counts {
        state.withLock { state in
            let idle = state.connections.values.count { $0.isIdle }
            return Counts(open: state.connections.count, idle: idle, accepted: state.accepted)
        }
    }

    func insert(_ connection: Connection) {
        state.withLock { state in
            state.accepted += 1
            state.connections[ObjectIdentifier(connection)] = connection
        }
    }

    /// Forgets a connection that its worker closes.
    func remove(_ connection: Connection) {
        state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
    }

    /// Closes the idle connections of which `mayClose` says so, from the supervisor's thread.
    func closeIdle(_ mayClose: (Connection) -> Bool) {
        state.withLock { state in
            for (key, connection) in state.connections where mayClose(connection) && connection.take() {
                state.connections[key] = nil
                state.closed.append(connection)
                connection.close()
            }
        }
    }

    /// How many idle connections have input that no worker has picked up.
    func countWaiting() -> Int {
        state.withLock { state in
            state.connections.values.count { $0.isIdle && $0.peek() == .data }
        }
    }
}

internal import Synchronization

/// Every open connection, and whether it is idle (the poller watches it) or busy (a worker holds it).
///
/// An idle connection may be closed by the supervisor, a busy one only by its worker.
final class ConnectionTable: Sendable {
    private struct Slot {
        var connection: Connection
        var isIdle: Bool
    }

    private struct State {
        /// Indexed by descriptor: the kernel hands out the lowest free one, so the array stays dense.
        var slots: [Slot?] = []
        var open = 0
        var idle = 0
        var accepted = 0
        var isDraining = false
    }

    private let state = Mutex(State())

    struct Counts {
        var open: Int
        var idle: Int
        var accepted: Int
    }

    var counts: Counts {
        state.withLock { Counts(open: $0.open, idle: $0.idle, accepted: $0.accepted) }
    }

    /// Registers a new connection as idle.
    func insert(descriptor: Int32, libraryDescriptor: Int32) -> Connection {
        state.withLock { state in
            state.accepted += 1
            let token = UInt64(truncatingIfNeeded: state.accepted) << 32 | UInt64(UInt32(bitPattern: descriptor))
            let connection = Connection(
                descriptor: descriptor, libraryDescriptor: libraryDescriptor, token: token)
            let index = Int(descriptor)
            while state.slots.count <= index { state.slots.append(nil) }
            state.slots[index] = Slot(connection: connection, isIdle: true)
            state.open += 1
            state.idle += 1
            return connection
        }
    }

    /// Takes an idle connection for a request; nil when the event is stale, as the supervisor closed the connection.
    func take(_ token: UInt64) -> Connection? {
        state.withLock { state in
            let index = Int(UInt32(truncatingIfNeeded: token))
            guard index < state.slots.count, let slot = state.slots[index], slot.isIdle,
                slot.connection.token == token
            else { return nil }
            state.slots[index]?.isIdle = false
            state.idle -= 1
            return slot.connection
        }
    }

    /// Puts a connection back after a request; false while draining: then the worker closes it.
    func release(_ connection: Connection) -> Bool {
        state.withLock { state in
            guard !state.isDraining else { return false }
            state.slots[Int(connection.descriptor)]?.isIdle = true
            state.idle += 1
            return true
        }
    }

    /// Forgets a busy connection; call it before closing the descriptor, whose number may then come again.
    func remove(_ connection: Connection) {
        state.withLock { state in
            state.slots[Int(connection.descriptor)] = nil
            state.open -= 1
        }
    }

    /// From now on nothing is put back.
    func beginDrain() {
        state.withLock { $0.isDraining = true }
    }

    /// Takes the idle connections that have no request waiting, for closing. Those with one are left to the workers.
    func removeIdle(_ mayRemove: (Connection) -> Bool) -> [Connection] {
        state.withLock { state in
            var removed: [Connection] = []
            for index in state.slots.indices {
                guard let slot = state.slots[index], slot.isIdle, mayRemove(slot.connection) else { continue }
                state.slots[index] = nil
                state.open -= 1
                state.idle -= 1
                removed.append(slot.connection)
            }
            return removed
        }
    }

    /// How many idle connections have input that no worker has picked up.
    func countWaiting() -> Int {
        state.withLock { state in
            state.slots.reduce(into: 0) { count, slot in
                if let slot, slot.isIdle, slot.connection.peek() == .data { count += 1 }
            }
        }
    }
}

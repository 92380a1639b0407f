internal import Synchronization

extension Worker {
    /// Serves one request on a readable connection, and gives the connection back or closes it.
    func serve(_ connection: Connection, isHangUp: Bool) async {
        if isHangUp, connection.peek() == .end {
            close(connection)
            return
        }
        let startedAt = ContinuousClock.now
        context.workerBecameBusy()
        begin(connection, startedAt)
        let keeps: Bool
        switch channel.begin(on: connection) {
        case .failed:
            finishUnread(startedAt)
            keeps = false
        case .refusedRole:
            finishUnread(nil)
            keeps = false
        case .request(let wantsToKeep):
            let exchange = Exchange(
                parameters: channel.parameters(), limits: context.limits, channel: channel)
            attach(exchange)
            jobs.open()
            await context.handler(exchange)
            refuseJobs()
            let outcome = exchange.finish()
            let written = channel.bytesWritten
            channel.finish()
            finish(outcome, written: written)
            keeps = wantsToKeep && !outcome.mustClose
            if outcome.mustClose, outcome.hasUnreadInput, outcome.failure?.code != .peerClosed {
                connection.linger(limit: context.configuration.bodyLimit)
            }
        }
        context.workerBecameIdle()
        giveBack(connection, keeps: keeps)
    }

    private func begin(_ connection: Connection, _ now: ContinuousClock.Instant) {
        let schedule = DeadlineSchedule(
            start: now, deadline: context.configuration.requestDeadline, ioTimeout: context.configuration.ioTimeout)
        state.withLock { $0.current = Current(connection: connection, schedule: schedule) }
    }

    private func attach(_ exchange: Exchange) {
        let isLate = state.withLock { state in
            state.counters.requests += 1
            state.current?.exchange = exchange
            return state.isTaskSpent
        }
        if isLate { exchange.expire(status: 504) }
    }

    /// A peer that sent no whole request: cut by a timeout, or gone.
    private func finishUnread(_ startedAt: ContinuousClock.Instant?) {
        state.withLock { state in
            state.current = nil
            guard let startedAt else { return }
            if ContinuousClock.now - startedAt >= context.configuration.ioTimeout || state.isTaskSpent {
                state.counters.timedOut += 1
            } else {
                state.counters.aborted += 1
            }
        }
    }

    private func finish(_ outcome: Exchange.Outcome, written: Int) {
        state.withLock { state in
            state.current = nil
            state.counters.requestBytes += outcome.received
            state.counters.responseBytes += written
            if state.isTaskSpent {
                state.counters.timedOut += 1
                return
            }
            switch outcome.failure?.code {
            case .bodyTooLarge?, .bodyLengthMismatch?, .invalidContentLength?: state.counters.bodyRejected += 1
            case .timedOut?, .deadlineExceeded?: state.counters.timedOut += 1
            case .peerClosed?, .protocolViolation?, .systemCall?: state.counters.aborted += 1
            default: break
            }
        }
    }

    private func giveBack(_ connection: Connection, keeps: Bool) {
        if keeps, !context.isDraining.load(ordering: .acquiring) {
            connection.release()
            context.poller.arm(connection)
        } else {
            close(connection)
        }
    }

    private func close(_ connection: Connection) {
        context.table.remove(connection)
        connection.close()
        context.connectionClosed()
    }
}

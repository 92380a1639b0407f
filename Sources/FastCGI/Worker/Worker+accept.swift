internal import Logging
internal import Synchronization

extension Worker {
    /// Takes what waits in the accept queue, then lets the poller watch the listener again.
    func acceptConnections() {
        var mustPause = false
        // Bounded, so that a flood of connections does not keep this worker from serving them.
        accepting: for _ in 0..<64 {
            switch context.listener.accept() {
            case .descriptor(let descriptor):
                guard context.admit(descriptor) else {
                    mustPause = true
                    break accepting
                }
            case .refused:
                context.logger.debug("connection refused: its peer is not in FCGI_WEB_SERVER_ADDRS")
            case .none: break accepting
            case .failed(let number):
                context.reportShortage(number)
                mustPause = true
                break accepting
            }
        }
        if mustPause {
            context.isAcceptPaused.store(true, ordering: .releasing)
            context.wake.signal()
        } else {
            context.armListener()
        }
    }
}

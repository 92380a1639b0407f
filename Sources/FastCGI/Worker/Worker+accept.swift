internal import Synchronization

extension Worker {
    /// Takes what waits in the accept queue, then lets the poller watch the listener again.
    func acceptConnections() {
        var isExhausted = false
        // Bounded, so that a flood of connections does not keep this worker from serving them.
        accepting: for _ in 0..<64 {
            switch context.listener.accept() {
            case .descriptor(let descriptor):
                guard context.admit(descriptor) else {
                    isExhausted = true
                    break accepting
                }
            case .none: break accepting
            case .exhausted(let number):
                context.reportShortage(number)
                isExhausted = true
                break accepting
            }
        }
        if isExhausted {
            context.isAcceptPaused.store(true, ordering: .releasing)
            context.wake.signal()
        } else {
            context.armListener()
        }
    }
}

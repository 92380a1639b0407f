internal import Logging
internal import Synchronization

/// What the workers of a running server share.
final class ServerContext: Sendable {
    let configuration: ServerConfiguration
    let handler: @Sendable (Exchange) async -> Void
    let logger: Logger
    let listener: Listener
    let poller: ConnectionPoller
    let table = ConnectionTable()
    /// Wakes the supervisor.
    let wake: EventDescriptor
    let limits: Exchange.Limits

    /// Set when accepting failed for want of descriptors; the supervisor resumes it a moment later.
    let isAcceptPaused = Atomic(false)
    /// Set while the warning about it was given, so that it comes once per shortage.
    private let isShort = Atomic(false)
    let isDraining = Atomic(false)
    private let busy = Atomic(0)
    private let busyMax = Atomic(0)

    init(
        configuration: ServerConfiguration, logger: Logger, listener: Listener, wake: EventDescriptor,
        handler: @escaping @Sendable (Exchange) async -> Void
    ) throws(FastCGIError) {
        self.configuration = configuration
        self.logger = logger
        self.listener = listener
        self.wake = wake
        self.handler = handler
        self.poller = try ConnectionPoller()
        self.limits = Exchange.Limits(
            body: configuration.bodyLimit, response: configuration.responseBuffer, stall: configuration.ioTimeout)
    }

    var workersBusy: Int { busy.load(ordering: .relaxed) }
    var workersBusyMax: Int { busyMax.load(ordering: .relaxed) }

    func workerBecameBusy() {
        let now = busy.add(1, ordering: .relaxed).newValue
        busyMax.max(now, ordering: .relaxed)
    }

    func workerBecameIdle() {
        busy.subtract(1, ordering: .relaxed)
    }

    /// Reports that a connection could not be accepted or kept, once until the next one can be.
    func reportShortage(_ number: Int32) {
        guard !isShort.exchange(true, ordering: .relaxed) else { return }
        logger.warning("connections cannot be accepted", metadata: ["error": "\(SystemCall.describe(number))"])
    }

    func shortageIsOver() {
        if isShort.load(ordering: .relaxed) { isShort.store(false, ordering: .relaxed) }
    }
}

internal import Glibc
internal import Synchronization

/// Passes signals on to the supervisor's thread from threads that do not block them.
///
/// A process whose `main` is `async` ends up waiting in `dispatch_main`, which on Linux waits with an empty signal mask,
/// whatever was blocked before. Without a handler SIGTERM would end the process there instead of draining it.
enum SignalRelay {
    /// The supervisor's thread as a number; 0 while no server listens for signals.
    private static let supervisor = Atomic<UInt>(0)

    /// Passes these signals to the calling thread, which must have them blocked, unless somebody handles them already.
    static func begin(_ signals: [Int32]) {
        supervisor.store(UInt(pthread_self()), ordering: .releasing)
        for signal in signals {
            var current = sigaction()
            guard sigaction(signal, nil, &current) == 0, current.__sigaction_handler.sa_handler == nil else { continue }
            var relay = sigaction()
            relay.__sigaction_handler.sa_handler = { SignalRelay.pass($0) }
            relay.sa_flags = SA_RESTART
            sigaction(signal, &relay, nil)
        }
    }

    /// Ends passing signals to the calling thread.
    static func end() {
        _ = supervisor.compareExchange(
            expected: UInt(pthread_self()), desired: 0, ordering: .acquiringAndReleasing)
    }

    /// Runs as a signal handler: it allocates nothing and takes no lock.
    private static func pass(_ signal: Int32) {
        let thread = supervisor.load(ordering: .acquiring)
        if thread != 0 {
            pthread_kill(pthread_t(thread), signal)
            return
        }
        Glibc.signal(signal, SIG_DFL)
        raise(signal)
    }
}

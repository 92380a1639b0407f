internal import CFastCGI
internal import Glibc

/// A signalfd: signals as something to poll, instead of something that interrupts.
final class SignalDescriptor: Sendable {
    let descriptor: Int32

    /// The signals that ask a process to end.
    ///
    /// SIGUSR1 is FastCGI's own custom (libfcgi, mod_fastcgi). A hang-up that somebody made the process ignore
    /// (`nohup`) is none of them: it is blocked, so it would come all the same.
    static var stopSignals: [Int32] {
        var hangUp = sigaction()
        sigaction(SIGHUP, nil, &hangUp)
        let handler = unsafeBitCast(hangUp.__sigaction_handler.sa_handler, to: Int.self)
        let isIgnored = handler == unsafeBitCast(SIG_IGN, to: Int.self)
        return [SIGTERM, SIGINT, SIGUSR1] + (isIgnored ? [] : [SIGHUP])
    }

    /// Blocks the signals in the calling thread as well, as only a blocked signal waits for us.
    init(_ signals: [Int32]) throws(FastCGIError) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        descriptor = try SystemCall.check("a signalfd could not be made") {
            signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
        }
    }

    deinit {
        close(descriptor)
    }

    /// The next signal that came, without waiting.
    func next() -> Int32? {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(descriptor, &info, size) == size else { return nil }
        return Int32(truncatingIfNeeded: info.ssi_signo)
    }
}

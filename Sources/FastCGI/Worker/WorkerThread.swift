internal import CFastCGI
internal import Glibc

/// A named thread that runs one closure and is joined, or given up, by whoever made it.
struct WorkerThread: Sendable {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    private let thread: pthread_t

    /// Starts the thread with every signal blocked that can be: one that arrives inside libfcgi would cut a request
    /// short, as it does not repeat an interrupted read or write.
    init(name: String, run: @escaping @Sendable () -> Void) throws(FastCGIError) {
        var all = sigset_t()
        var previous = sigset_t()
        sigfillset(&all)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF] { sigdelset(&all, fault) }
        pthread_sigmask(SIG_SETMASK, &all, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }

        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(name: name, run: run))
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                // The system takes 15 characters.
                pthread_setname_np(pthread_self(), String(body.name.prefix(15)))
                body.run()
                return nil
            }, body.toOpaque())
        guard code == 0 else {
            body.release()
            throw FastCGIError(.systemCall, "thread \(name) could not be started", systemError: code)
        }
        self.thread = thread
    }

    func join() {
        pthread_join(thread, nil)
    }

    /// Leaves a thread alone that does not come back.
    func detach() {
        pthread_detach(thread)
    }
}

internal import CFastCGI
internal import Glibc

extension FastCGIServer {
    /// Blocks SIGTERM, SIGINT, SIGHUP, SIGUSR1 and SIGUSR2 in the calling thread and all it starts.
    ///
    /// Call it first in `main`, before any thread exists: a signal that reaches a thread inside libfcgi cuts its
    /// request short, and one that reaches a thread that does not block it ends the process instead of draining it.
    public static func blockSignals() {
        changeMask(SIG_BLOCK)
    }

    /// Takes back ``blockSignals()`` in the calling thread: for commands that run no server and may end at any moment.
    public static func unblockSignals() {
        changeMask(SIG_UNBLOCK)
    }

    private static func changeMask(_ how: Int32) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2] { sigaddset(&set, signal) }
        pthread_sigmask(how, &set, nil)
    }

    /// Opens `/dev/null` on each of the descriptors 0 to 2 that is closed.
    ///
    /// Call it in `main` before anything is opened. A web server starts an application with 1 and 2 closed (FastCGI
    /// specification §2.2); a file or database that got such a number would be written to by a stray message.
    public static func openStandardDescriptors() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // The lowest free number is given out, which is this one.
            _ = open("/dev/null", O_RDWR)
        }
    }

    /// Lets all threads share two heaps of the C library, which would otherwise make one for nearly every thread.
    ///
    /// Call it in `main` before any thread exists, where memory is scarcer than processors: the workers are few, and most
    /// of what a request allocates comes from a thread's own small cache anyway.
    public static func shareHeaps() {
        mallopt(M_ARENA_MAX, 2)
    }
}

import Glibc

/// Keeps a second move of the same store from running; ends with the process that holds it, however that ends.
final class MigrationLock: Sendable {
    private let descriptor: Int32

    init(directory: String) throws(MigrationError) {
        let path = directory + "/migration.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(path, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let cause = errno
            close(descriptor)
            throw cause == EWOULDBLOCK ? .running(path) : .file(path, cause)
        }
    }

    deinit {
        close(descriptor)
    }
}

internal import Glibc

/// An advisory lock on the directory of a socket, so that looking at the path and changing it are one step among
/// processes of this program. Leaves no file behind; a directory that cannot be locked is used without.
struct DirectoryLock {
    private let descriptor: Int32

    init(of path: String) {
        let directory: String
        if let slash = path.utf8.lastIndex(of: 0x2F) {
            directory = slash == path.startIndex ? "/" : String(path[..<slash])
        } else {
            directory = "."
        }
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        // Held for microseconds. Whoever holds it longer is not one of us and must not keep us from starting.
        for _ in 0..<200 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || (errno != EWOULDBLOCK && errno != EINTR) { return }
            usleep(5_000)
        }
    }

    func release() {
        if descriptor >= 0 { close(descriptor) }
    }
}

internal import Glibc

/// The file of a unix socket, known by its inode: another process may have replaced it in the meantime.
struct SocketFile: Sendable {
    private let path: String
    private let device: UInt
    private let inode: UInt

    init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.path = path
        self.device = status.st_dev
        self.inode = status.st_ino
    }

    func removeIfOurs() {
        let lock = DirectoryLock(of: path)
        defer { lock.release() }
        if let current = SocketFile(path: path), current.device == device, current.inode == inode {
            unlink(path)
        }
    }
}

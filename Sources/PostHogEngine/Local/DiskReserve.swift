#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Room that a file of the data directory keeps from everybody: given up on a full disk, it lets a start succeed and
/// what waits go out.
///
/// All processes on one directory share it.
struct DiskReserve: Sendable {
    static let name = "disk.reserve"

    let directory: DataDirectory
    /// Its size; 0 for none, which is always held.
    let bytes: Int64

    private var path: String { directory.file(Self.name) }

    /// Whether the room is kept.
    var isHeld: Bool { bytes == 0 || (FileState(path: path)?.size ?? 0) >= bytes }

    /// The bytes that are free beside the reserve; nil when the system does not say.
    var freeBytes: Int64? {
        var information = statvfs()
        guard statvfs(directory.file("."), &information) == 0, information.f_blocks > 0 else { return nil }
        let (bytes, overflow) = Int64(clamping: information.f_bavail).multipliedReportingOverflow(
            by: Int64(clamping: information.f_frsize))
        return overflow ? .max : bytes
    }

    /// Gives the room up.
    /// - Returns: whether there was any.
    func release() -> Bool {
        unlink(path) == 0
    }

    /// Gives the room up when less than half of it is free beside it.
    func releaseWhenDiskIsFull() {
        if let free = freeBytes, free < bytes / 2 { _ = release() }
    }

    /// Takes the room when half as much again is free, so that it is not given up at once.
    /// - Returns: whether it is held.
    func take() -> Bool {
        guard !isHeld else { return true }
        let (needed, overflow) = bytes.addingReportingOverflow(bytes / 2)
        if let free = freeBytes, overflow || free < needed { return false }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        if allocate(descriptor) { return true }
        unlink(path)
        return false
    }

    private func allocate(_ descriptor: Int32) -> Bool {
        #if !canImport(Darwin)
            let code = posix_fallocate(descriptor, 0, off_t(bytes))
            guard code != 0 else { return true }
            guard code != ENOSPC, code != EDQUOT else { return false }
        #endif
        // A file system that keeps no room for anybody: the reserve is one by name, and nothing is refused for it.
        return ftruncate(descriptor, off_t(bytes)) == 0
    }
}

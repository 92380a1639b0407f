internal import Glibc

extension Listener {
    /// Binds a unix socket. A socket on which somebody listens is never taken away, a stale one is replaced.
    ///
    /// The mode is 0600 until group and mode are set, so nobody else can connect in between. Two processes that start
    /// at once are kept apart by a lock on the directory, from the probe to `listen`.
    static func openUnix(
        path: String, mode: UInt16, group: String?, backlog: Int32
    ) throws(FastCGIError) -> Listener {
        let address = try UnixAddress(path: path)
        let groupID: gid_t? = if let group { try gid(named: group) } else { nil }
        let lock = DirectoryLock(of: path)
        defer { lock.release() }
        try removeStale(path: path, address: address)

        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = try SystemCall.check("a unix socket could not be made") { socket(AF_UNIX, kind, 0) }
        do throws(FastCGIError) {
            // bind() gives the file the mode of the socket, less the umask.
            _ = try SystemCall.check("\(path) cannot be protected") { fchmod(descriptor, 0o600) }
            guard address.withSockaddr({ bind(descriptor, $0, $1) }) == 0 else { throw bindError(errno, path) }
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        let file = SocketFile(path: path)
        do throws(FastCGIError) {
            if let groupID {
                _ = try SystemCall.check("\(path) cannot be given to group \(group ?? "")", code: .permissionDenied) {
                    chown(path, uid_t.max, groupID)
                }
            }
            _ = try SystemCall.check("the mode of \(path) cannot be set", code: .permissionDenied) {
                chmod(path, mode_t(mode & 0o777))
            }
            guard listen(descriptor, backlog) == 0 else { throw bindError(errno, path) }
        } catch {
            file?.removeIfOurs()
            Glibc.close(descriptor)
            throw error
        }
        return Listener(
            descriptor: descriptor, address: .unix(path: path, mode: mode, group: group), file: file,
            isInternet: false)
    }

    /// Removes what a process left behind that did not stop properly; refuses when it is anything else.
    private static func removeStale(path: String, address: UnixAddress) throws(FastCGIError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw bindError(errno, path)
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw FastCGIError(.notASocket, "\(path) exists and is not a socket; it is not removed")
        }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let probe = try SystemCall.check("a unix socket could not be made") { socket(AF_UNIX, kind, 0) }
        defer { Glibc.close(probe) }
        let number = address.withSockaddr({ connect(probe, $0, $1) }) == 0 ? 0 : errno
        switch number {
        case ECONNREFUSED:
            _ = try SystemCall.check("the stale socket \(path) cannot be removed", code: .permissionDenied) {
                unlink(path)
            }
        case ENOENT: return
        case 0, EAGAIN, EPROTOTYPE:
            // EAGAIN: its queue is full. EPROTOTYPE: a datagram socket. Both are alive.
            throw FastCGIError(.addressInUse, "another process listens on \(path)", systemError: EADDRINUSE)
        default: throw bindError(number, path)
        }
    }

    private static func gid(named name: String) throws(FastCGIError) -> gid_t {
        if let number = gid_t(name) { return number }
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        let code = getgrnam_r(name, &entry, &buffer, buffer.count, &found)
        guard code == 0, found != nil else {
            throw FastCGIError(.unknownGroup, "there is no group \(name)", systemError: code == 0 ? nil : code)
        }
        return entry.gr_gid
    }
}

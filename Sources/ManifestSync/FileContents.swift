import Glibc

/// Reads and replaces small files.
enum FileContents {
    /// The bytes of a regular file; nil when there is none.
    static func read(_ path: String, maximumBytes: Int) throws(SyncFailure) -> [UInt8]? {
        // Opening a pipe without a writer would wait for one.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(path, "cannot be opened")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path, "cannot be examined") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .file(["\(path): is no regular file"]) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= maximumBytes {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw failure(path, "cannot be read")
            }
            bytes += buffer.prefix(count)
        }
        throw .file(["\(path): is larger than \(maximumBytes) bytes"])
    }

    /// Puts a new file in the place of another, or of none: readers see the old one or the new one, never half.
    ///
    /// The permissions stay, and a symbolic link goes on pointing to the file.
    static func replace(_ path: String, with bytes: [UInt8]) throws(SyncFailure) {
        let target = realPath(path) ?? path
        var status = stat()
        let exists = stat(target, &status) == 0
        let temporary = "\(target).\(getpid())-\(UInt32.random(in: .min ... .max)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { throw failure(temporary, "cannot be created") }
        do throws(SyncFailure) {
            defer { close(descriptor) }
            if exists, fchmod(descriptor, status.st_mode & 0o777) != 0 {
                throw failure(temporary, "cannot be protected")
            }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw failure(temporary, "cannot be written") }
                rest = rest.dropFirst(count)
            }
            guard fsync(descriptor) == 0 else { throw failure(temporary, "cannot be written") }
            guard rename(temporary, target) == 0 else { throw failure(path, "cannot be replaced") }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func failure(_ path: String, _ what: String) -> SyncFailure {
        .file(["\(path): \(what): \(String(cString: strerror(errno)))"])
    }
}

import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that is never changed but replaced as a whole: a reader finds the old content or the new one, through any
/// crash, and only its owner may read it.
struct ReplacedFile: Sendable {
    /// The largest file that is read.
    static let maximumBytes: Int64 = 256 * 1024 * 1024

    let path: String

    /// What the file is now; nil when it is missing.
    var state: FileState? { FileState(path: path) }

    /// Reads the whole file.
    /// - Returns: nil when it is missing.
    func read() throws(LocalFileError) -> (bytes: [UInt8], state: FileState)? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            guard code != ENOENT else { return nil }
            throw LocalFileError("opened", path, code: code)
        }
        defer { close(descriptor) }
        guard let state = FileState(descriptor: descriptor) else { throw LocalFileError("read", path, code: errno) }
        guard state.size <= Self.maximumBytes else {
            throw LocalFileError("\(path) is larger than \(Self.maximumBytes) bytes")
        }
        var bytes = [UInt8](repeating: 0, count: Int(state.size))
        var position = 0
        while position < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                readSome(descriptor, buffer.baseAddress.map { $0 + position }, buffer.count - position)
            }
            if count < 0 {
                guard errno == EINTR else { throw LocalFileError("read", path, code: errno) }
                continue
            }
            guard count > 0 else { throw LocalFileError("\(path) ended early") }
            position += count
        }
        return (bytes, state)
    }

    /// Puts new content in the place of the old; it is on disk when this returns.
    @discardableResult
    func replace(with parts: [[UInt8]]) throws(LocalFileError) -> FileState {
        var generator = SystemRandomNumberGenerator()
        let temporary = "\(path).\(getpid())-\(String(generator.next(), radix: 36))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LocalFileError("made", temporary, code: errno) }
        var isKept = false
        defer {
            close(descriptor)
            if !isKept { unlink(temporary) }
        }
        for part in parts { try write(part, to: descriptor) }
        guard fsync(descriptor) == 0 else { throw LocalFileError("written", temporary, code: errno) }
        guard rename(temporary, path) == 0 else { throw LocalFileError("replaced", path, code: errno) }
        isKept = true
        try synchronizeDirectory()
        guard let state = FileState(descriptor: descriptor) else { throw LocalFileError("read", path, code: errno) }
        return state
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws(LocalFileError) {
        var position = 0
        while position < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                writeSome(descriptor, buffer.baseAddress.map { $0 + position }, buffer.count - position)
            }
            if count < 0 {
                guard errno == EINTR else { throw LocalFileError("written", path, code: errno) }
                continue
            }
            position += count
        }
    }

    /// A new name is safe from a power cut only when its directory is on disk too.
    private func synchronizeDirectory() throws(LocalFileError) {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LocalFileError("opened", directory, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw LocalFileError("written", directory, code: errno)
        }
    }
}

private func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

private func writeSome(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, buffer, count)
}

import Glibc

/// The tokens that were generated because none were configured, in `tokens.env` in the data directory (DESIGN §4.16).
///
/// The file has mode 0600 and one `NAME=value` per line. It only ever appears whole, by rename; whoever adds to it
/// holds a lock on the directory and reads again first, so that processes which start together agree.
struct TokenFile: Sendable {
    let directory: String
    var path: String { directory + "/tokens.env" }

    private static let maximumBytes = 65_536

    /// - Parameter directory: must exist.
    init(directory: String) {
        self.directory = directory
    }

    /// The stored values of these secrets; those that are not stored yet are generated and stored first.
    func values(of secrets: [GeneratedSecret]) throws(TokenFileError) -> [GeneratedSecret: String] {
        let stored = try contents()
        if secrets.allSatisfy({ stored.values[$0] != nil }) { return stored.values(of: secrets) }
        return try withLockedDirectory { (descriptor) throws(TokenFileError) in
            var contents = try self.contents()
            for secret in secrets where contents.values[secret] == nil {
                contents.append(secret, secret.generate())
            }
            try replace(with: contents.text, directoryDescriptor: descriptor)
            return contents.values(of: secrets)
        }
    }

    private func contents() throws(TokenFileError) -> TokenFileContents {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return TokenFileContents() }
            throw failure("open")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("examine") }
        let mode = UInt32(status.st_mode) & 0o777
        guard mode & 0o077 == 0 else { throw .exposed(path: path, mode: mode) }
        guard let bytes = [UInt8](readingToEndOf: descriptor, limit: Self.maximumBytes) else { throw failure("read") }
        // Far beyond anything written here: something else lies in the file's place.
        guard bytes.count <= Self.maximumBytes else { throw .malformed(path: path, line: 1) }
        return try TokenFileContents(text: String(decoding: bytes, as: UTF8.self), path: path)
    }

    private func withLockedDirectory<Value>(
        _ body: (Int32) throws(TokenFileError) -> Value
    ) throws(TokenFileError) -> Value {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", directory) }
        // Closing the only descriptor also releases the lock.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure("lock", directory) }
        }
        return try body(descriptor)
    }

    private func replace(with text: String, directoryDescriptor: Int32) throws(TokenFileError) {
        let temporary = "\(path).\(getpid())-\(UInt64.random(in: .min ... .max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("create", temporary) }
        do throws(TokenFileError) {
            defer { close(descriptor) }
            // The umask may have taken the owner's bits away.
            guard fchmod(descriptor, 0o600) == 0 else { throw failure("protect", temporary) }
            try write(Array(text.utf8), to: descriptor, temporary)
            guard fsync(descriptor) == 0 else { throw failure("flush", temporary) }
            guard rename(temporary, path) == 0 else { throw failure("create", path) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard fsync(directoryDescriptor) == 0 else { throw failure("flush", directory) }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(TokenFileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("write", path)
            }
            rest = rest.dropFirst(count)
        }
    }

    private func failure(_ operation: String, _ path: String? = nil) -> TokenFileError {
        .failed(operation: operation, path: path ?? self.path, code: errno)
    }
}

import Glibc
import JSON

/// Keeps how far a move came, in `migration.json` in the data directory; it only ever appears whole.
struct MigrationFile: Sendable {
    let path: String
    private static let maximumBytes = 65_536

    init(directory: String) {
        path = directory + "/migration.json"
    }

    /// What an earlier run to the same target left; nil when there is none.
    func progress(to target: String) throws(MigrationError) -> MigrationProgress? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .file(path, errno)
        }
        defer { close(descriptor) }
        guard let bytes = [UInt8](readingToEndOf: descriptor, limit: Self.maximumBytes) else {
            throw .file(path, errno)
        }
        guard let json = try? JSON(parsing: bytes), let progress = MigrationProgress(json: json) else {
            throw .unreadableProgress(path)
        }
        return progress.target == target ? progress : nil
    }

    func keep(_ progress: MigrationProgress) throws(MigrationError) {
        let temporary = "\(path).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(temporary, errno) }
        let bytes = progress.json.serialized()
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        let isFlushed = written == bytes.count && fsync(descriptor) == 0
        let cause = errno
        close(descriptor)
        guard isFlushed else { throw .file(temporary, cause) }
        guard rename(temporary, path) == 0 else { throw .file(path, errno) }
    }
}

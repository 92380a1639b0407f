import Analytics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A moment that all processes on one data directory share: the time of the last change of an empty file.
struct TimeMark: Sendable {
    let path: String

    /// When the mark was last set; nil when it never was.
    var time: Timestamp? { FileState(path: path)?.modifiedAt }

    /// Sets the mark to now.
    func set() throws(LocalFileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LocalFileError("opened", path, code: errno) }
        defer { close(descriptor) }
        guard futimens(descriptor, nil) == 0 else { throw LocalFileError("touched", path, code: errno) }
    }
}

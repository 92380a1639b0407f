#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A small file with credentials.
struct SecretFile: Sendable {
    static let maximumBytes = 64 * 1024

    let path: String
    /// Refuses a file that others than its owner may read, a file of another user, and a symbolic link.
    let isPrivate: Bool

    func content() throws(PostHogError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (isPrivate ? O_NOFOLLOW : 0))
        guard descriptor >= 0 else { throw error("cannot be opened: \(Self.reason(errno))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw error("cannot be examined: \(Self.reason(errno))") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw error("is not a regular file") }
        if isPrivate {
            guard status.st_mode & 0o077 == 0 else {
                throw error("must have mode 0600, has 0\(String(status.st_mode & 0o7777, radix: 8))")
            }
            guard status.st_uid == geteuid() || status.st_uid == 0 else { throw error("belongs to another user") }
        }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = Self.readBytes(descriptor, &buffer)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw error("cannot be read: \(Self.reason(errno))") }
            guard count > 0 else { return content }
            content.append(contentsOf: buffer.prefix(count))
            guard content.count <= Self.maximumBytes else { throw error("is larger than \(Self.maximumBytes) bytes") }
        }
    }

    func error(_ rule: String) -> PostHogError {
        PostHogError(.configuration, code: "invalid_secret_file", detail: "the file \(path) \(rule)")
    }

    private static func reason(_ number: Int32) -> String {
        strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }
}

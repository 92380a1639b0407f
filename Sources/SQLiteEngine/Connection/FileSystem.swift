#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the system says about the file system a store lies on.
enum FileSystem {
    /// Whether the directory may lie on another machine.
    static func mayBeNetwork(_ directory: String) -> Bool {
        guard let table = contents(of: "/proc/self/mountinfo"), let resolved = realpath(directory, nil) else {
            return false
        }
        defer { free(resolved) }
        return MountTable(table).mayBeNetwork(String(cString: resolved))
    }

    /// The bytes an ordinary user may still write there; nil when the system does not say.
    static func freeBytes(at path: String) -> UInt64? {
        var information = statvfs()
        guard statvfs(path, &information) == 0 else { return nil }
        let (bytes, overflow) = UInt64(information.f_bavail).multipliedReportingOverflow(
            by: UInt64(information.f_frsize))
        return overflow ? .max : bytes
    }

    private static func contents(of path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

import Analytics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the system says of a file: which one it is, and when it was last changed.
struct FileState: Sendable, Equatable {
    let device: UInt64
    let number: UInt64
    let size: Int64
    let modifiedAt: Timestamp

    /// Nil when there is no such file.
    init?(path: String) {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        self.init(information)
    }

    init?(descriptor: Int32) {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { return nil }
        self.init(information)
    }

    private init(_ information: stat) {
        device = UInt64(truncatingIfNeeded: information.st_dev)
        number = UInt64(truncatingIfNeeded: information.st_ino)
        size = Int64(information.st_size)
        #if canImport(Darwin)
            let time = information.st_mtimespec
        #else
            let time = information.st_mtim
        #endif
        modifiedAt = Timestamp(seconds: Int64(time.tv_sec)).advanced(byMicroseconds: Int64(time.tv_nsec) / 1_000)
    }
}

import Foundation
import Glibc

/// A file system of its own that holds little, gone with the value.
final class SmallDisk: Sendable {
    let path: String

    /// Whether the system lets this process mount anything.
    static let isPossible = (try? SmallDisk(megabytes: 1)) != nil

    init(megabytes: Int) throws {
        path = NSTemporaryDirectory() + "small-disk-" + UUID().uuidString
        guard mkdir(path, 0o700) == 0, mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            rmdir(path)
            throw POSIXError(.EPERM)
        }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }

    /// Somebody else's file that takes all there is.
    func fill() throws {
        let descriptor = open(path + "/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError(.EIO) }
        defer { close(descriptor) }
        let block = [UInt8](repeating: 1, count: 4_096)
        while write(descriptor, block, block.count) > 0 {}
    }

    func clear() throws {
        try FileManager.default.removeItem(atPath: path + "/filler")
    }
}

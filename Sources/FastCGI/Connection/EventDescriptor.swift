internal import CFastCGI
internal import Glibc

/// An eventfd: wakes whoever polls it, from any thread.
final class EventDescriptor: Sendable {
    let descriptor: Int32

    init() throws(FastCGIError) {
        descriptor = try SystemCall.check("an eventfd could not be made") {
            eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        }
    }

    deinit {
        close(descriptor)
    }

    func signal() {
        var one: UInt64 = 1
        write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    func clear() {
        var value: UInt64 = 0
        read(descriptor, &value, MemoryLayout<UInt64>.size)
    }
}

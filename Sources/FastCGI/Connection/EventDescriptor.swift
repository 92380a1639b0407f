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

    /// Wakes whoever polls, now or later. A counter that is full refuses, but is readable, which is all that matters.
    func signal() {
        var one: UInt64 = 1
        write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Makes the next poll wait again. Without a signal there is nothing to read, which is what was wanted.
    func clear() {
        var value: UInt64 = 0
        read(descriptor, &value, MemoryLayout<UInt64>.size)
    }
}

internal import Glibc

/// Collects the many small pieces of a response head on the stack, so that a channel gets it in one call.
struct TextWriter {
    private let space: UnsafeMutableRawBufferPointer
    private let channel: any ExchangeChannel
    private var used = 0

    init(space: UnsafeMutableRawBufferPointer, channel: any ExchangeChannel) {
        self.space = space
        self.channel = channel
    }

    mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
    }

    mutating func write(decimal number: Int) {
        write(String(number))
    }

    mutating func flush() {
        channel.append(UnsafeRawBufferPointer(rebasing: space[..<used]))
        used = 0
    }

    private mutating func write(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        if bytes.count > space.count - used { flush() }
        guard let target = space.baseAddress, bytes.count <= space.count else {
            channel.append(bytes)
            return
        }
        memcpy(target + used, source, bytes.count)
        used += bytes.count
    }
}

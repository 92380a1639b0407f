import Glibc

extension [UInt8] {
    /// Reads an open file to its end; one byte more than `limit` when it is larger. Nil on an error, told by `errno`.
    init?(readingToEndOf descriptor: Int32, limit: Int) {
        self = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while count <= limit {
            let room = Swift.min(buffer.count, limit - count + 1)
            let length = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, room) }
            if length == 0 { break }
            if length < 0 {
                if errno == EINTR { continue }
                return nil
            }
            append(contentsOf: buffer.prefix(length))
        }
    }
}

internal import Glibc

extension Parameters {
    /// Copies the NULL-terminated `NAME=value` array that libfcgi built, without the `FCGI_ROLE` it puts in front.
    ///
    /// One buffer and one table of ranges are made, as this runs for every request.
    init(environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) {
        let list = environment[0].map { strncmp($0, "FCGI_ROLE=", 10) == 0 } == true ? environment + 1 : environment
        var count = 0
        var size = 0
        while let pair = list[count] {
            size += strlen(pair)
            count += 1
        }
        var entries: [Entry] = []
        entries.reserveCapacity(count)
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, used in
            for index in 0..<count {
                guard let pair = list[index] else { break }
                let length = strlen(pair)
                let separator = memchr(pair, 0x3D, length).map { $0 - UnsafeMutableRawPointer(pair) } ?? length
                let start = used
                if let base = buffer.baseAddress {
                    memcpy(base + used, pair, separator)
                    used += separator
                    let valueStart = min(separator + 1, length)
                    memcpy(base + used, pair + valueStart, length - valueStart)
                    used += length - valueStart
                }
                entries.append(Entry(start: start, nameEnd: start + separator, valueEnd: used))
            }
        }
        self.init(bytes: bytes, entries: entries)
    }
}

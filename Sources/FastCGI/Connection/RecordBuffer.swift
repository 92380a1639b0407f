internal import Glibc

/// Collects a response as FastCGI records (specification §3.3), ready for one `write`.
///
/// libfcgi parses what comes in, but its output stream cuts a response into pieces of 8 KiB, each a system call and a
/// wake-up of the web server. What goes out needs three things only, an 8-byte header per STDOUT record, an empty
/// STDOUT record and END_REQUEST, so they are written here and the whole answer leaves at once.
struct RecordBuffer: ~Copyable {
    enum RecordType: UInt8 {
        case endRequest = 3
        case stdout = 6
    }

    /// END_REQUEST's protocolStatus (specification §5.5).
    enum ProtocolStatus: UInt8 {
        case requestComplete = 0
        case unknownRole = 3
    }

    /// The largest content that needs no padding to the recommended multiple of 8.
    static let maximumContent = 65_528
    private static let headerLength = 8

    var requestID: UInt16 = 0
    private(set) var count = 0
    private var storage: UnsafeMutableRawPointer
    private var capacity: Int
    private var openRecord: Int?

    init(capacity: Int) {
        self.capacity = max(capacity, 256)
        self.storage = UnsafeMutableRawPointer.allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit {
        storage.deallocate()
    }

    /// Adds bytes of the STDOUT stream; a record is closed only when it is full.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        var offset = 0
        while offset < bytes.count {
            let start = openRecord ?? openNewRecord()
            let room = Self.maximumContent - (count - start - Self.headerLength)
            if room == 0 {
                closeRecord()
                continue
            }
            let length = min(room, bytes.count - offset)
            reserve(length)
            memcpy(storage + count, source + offset, length)
            count += length
            offset += length
        }
    }

    /// Pads the open record to a multiple of 8 and fills in its header.
    mutating func closeRecord() {
        guard let start = openRecord else { return }
        openRecord = nil
        let length = count - start - Self.headerLength
        let padding = (8 - length % 8) % 8
        reserve(padding)
        memset(storage + count, 0, padding)
        count += padding
        writeHeader(.stdout, at: start, length: length, padding: padding)
    }

    /// Adds the header of a STDOUT record whose content the caller sends right behind this buffer.
    mutating func appendHeader(contentLength: Int) {
        closeRecord()
        reserve(Self.headerLength)
        writeHeader(.stdout, at: count, length: contentLength, padding: 0)
        count += Self.headerLength
    }

    /// Adds the end of the STDOUT stream and END_REQUEST with application status 0.
    mutating func appendEnd(_ status: ProtocolStatus = .requestComplete) {
        closeRecord()
        reserve(3 * Self.headerLength)
        writeHeader(.stdout, at: count, length: 0, padding: 0)
        writeHeader(.endRequest, at: count + Self.headerLength, length: 8, padding: 0)
        count += 2 * Self.headerLength
        memset(storage + count, 0, 8)
        storage.storeBytes(of: status.rawValue, toByteOffset: count + 4, as: UInt8.self)
        count += 8
    }

    mutating func removeAll() {
        count = 0
        openRecord = nil
    }

    /// The records so far. Close the open one first.
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: storage, count: count)
    }

    private mutating func openNewRecord() -> Int {
        reserve(Self.headerLength)
        let start = count
        count += Self.headerLength
        openRecord = start
        return start
    }

    private func writeHeader(_ type: RecordType, at offset: Int, length: Int, padding: Int) {
        let header: [8 of UInt8] = [
            1, type.rawValue, UInt8(truncatingIfNeeded: requestID >> 8), UInt8(truncatingIfNeeded: requestID),
            UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length),
            UInt8(truncatingIfNeeded: padding), 0,
        ]
        for index in header.indices {
            storage.storeBytes(of: header[index], toByteOffset: offset + index, as: UInt8.self)
        }
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        let larger = max(capacity * 2, count + more)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        memcpy(moved, storage, count)
        storage.deallocate()
        storage = moved
        capacity = larger
    }
}

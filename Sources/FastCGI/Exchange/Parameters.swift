internal import Glibc

/// The parameters of a request (CGI meta-variables, RFC 3875 §4.1), in the order they came; equal names are kept.
///
/// The bytes are held in one buffer; a `String` is made when somebody asks for it. Bytes that are not UTF-8 come out
/// as U+FFFD.
public struct Parameters: Sendable {
    struct Entry: Sendable {
        var start: Int
        var nameEnd: Int
        var valueEnd: Int
    }

    private let bytes: [UInt8]
    private let entries: [Entry]

    init(bytes: [UInt8], entries: [Entry]) {
        self.bytes = bytes
        self.entries = entries
    }

    /// Makes parameters of pairs, for tests and plain CGI.
    public init(_ pairs: [(String, String)]) {
        var bytes: [UInt8] = []
        var entries: [Entry] = []
        entries.reserveCapacity(pairs.count)
        for (name, value) in pairs {
            let start = bytes.count
            bytes.append(contentsOf: name.utf8)
            let nameEnd = bytes.count
            bytes.append(contentsOf: value.utf8)
            entries.append(Entry(start: start, nameEnd: nameEnd, valueEnd: bytes.count))
        }
        self.init(bytes: bytes, entries: entries)
    }

    /// How many parameters there are, equal names counted each time.
    public var count: Int { entries.count }

    /// The first value under a name; names are compared byte by byte.
    public subscript(name: String) -> String? {
        var result: String?
        withFirstBytes(of: name) { result = String(decoding: $0, as: UTF8.self) }
        return result
    }

    /// Calls `body` with each pair, in order.
    public func forEach(_ body: (_ name: String, _ value: String) throws -> Void) rethrows {
        try forEachBytes { name, value in
            try body(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
    }

    /// Calls `body` with the bytes of each name and value, in order. The buffers must not outlive the call.
    public func forEachBytes(
        _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        try bytes.withUnsafeBytes { all in
            for entry in entries {
                try body(
                    UnsafeRawBufferPointer(rebasing: all[entry.start..<entry.nameEnd]),
                    UnsafeRawBufferPointer(rebasing: all[entry.nameEnd..<entry.valueEnd]))
            }
        }
    }

    /// Calls `body` with the bytes of every value under a name, in order. The buffer must not outlive the call.
    func forEachValue(of name: String, _ body: (UnsafeRawBufferPointer) -> Void) {
        search(name) { value in
            body(value)
            return false
        }
    }

    private func withFirstBytes(of name: String, _ body: (UnsafeRawBufferPointer) -> Void) {
        search(name) { value in
            body(value)
            return true
        }
    }

    private func search(_ name: String, _ found: (UnsafeRawBufferPointer) -> Bool) {
        var name = name
        name.withUTF8 { wanted in
            bytes.withUnsafeBytes { all in
                for entry in entries where entry.nameEnd - entry.start == wanted.count {
                    if let first = wanted.baseAddress, let base = all.baseAddress,
                        memcmp(first, base + entry.start, wanted.count) != 0
                    {
                        continue
                    }
                    if found(UnsafeRawBufferPointer(rebasing: all[entry.nameEnd..<entry.valueEnd])) { return }
                }
            }
        }
    }
}

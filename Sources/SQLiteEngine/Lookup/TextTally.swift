import Analytics

/// Counts texts while rows are scanned, without making a string of every occurrence.
struct TextTally {
    private var ids: [UInt64: [Int]] = [:]
    private var texts: [[UInt8]] = []
    private(set) var counts: [Int] = []

    /// Counts one occurrence.
    /// - Returns: the text's number, in order of first occurrence.
    mutating func add(_ text: UnsafeRawBufferPointer) -> Int {
        let id = number(of: text)
        counts[id] += 1
        return id
    }

    func text(_ id: Int) -> String {
        String(decoding: texts[id], as: UTF8.self)
    }

    /// The most frequent texts, most frequent first, then by text.
    func mostFrequent(_ limit: Int = .max) -> [Activity.Count] {
        let all = counts.indices.map { Activity.Count(name: text($0), count: counts[$0]) }
        return Array(all.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.prefix(limit))
    }

    private mutating func number(of text: UnsafeRawBufferPointer) -> Int {
        let hash = Self.hash(text)
        for id in ids[hash, default: []] where texts[id].elementsEqual(text) { return id }
        let id = texts.count
        texts.append(Array(text))
        counts.append(0)
        ids[hash, default: []].append(id)
        return id
    }

    /// FNV-1a over words of eight bytes; only within one scan, so it need not be stable.
    private static func hash(_ text: UnsafeRawBufferPointer) -> UInt64 {
        let prime: UInt64 = 0x0000_0100_0000_01B3
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(text.count)
        var offset = 0
        while text.count - offset >= 8 {
            hash = (hash ^ text.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* prime
            hash ^= hash >> 32
            offset += 8
        }
        while offset < text.count {
            hash = (hash ^ UInt64(text[offset])) &* prime
            offset += 1
        }
        return hash
    }
}

import Analytics

/// Counts texts while rows are scanned, without making a string of every occurrence.
struct TextTally {
    /// Numbers of texts, by hash.
    private var ids: [Int: [Int]] = [:]
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

    /// Seeded anew by every process: whoever sends events must not be able to choose texts that share one hash.
    private static func hash(_ text: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: text)
        return hasher.finalize()
    }
}

/// Finds the flag somebody probably meant.
public enum NearestKey {
    /// The key with the fewest letters added, dropped, changed or swapped with their neighbour; nil when even the
    /// nearest differs in more than a third of the letters. Case does not count.
    public static func of(_ key: String, among keys: some Sequence<String>) -> String? {
        let wanted = Array(key.lowercased().utf8.prefix(200))
        guard !wanted.isEmpty else { return nil }
        var limit = max(1, wanted.count / 3)
        var nearest: String?
        for candidate in keys {
            let letters = Array(candidate.lowercased().utf8.prefix(200))
            guard abs(letters.count - wanted.count) <= limit,
                let distance = distance(wanted, letters, limit: nearest == nil ? limit : limit - 1)
            else { continue }
            nearest = candidate
            limit = distance
            if distance == 0 { break }
        }
        return nearest
    }

    /// The number of edits between two texts; nil as soon as it must exceed the limit.
    static func distance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int? {
        guard limit >= 0 else { return nil }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 1..<(left.count + 1) {
            var current = [Int](repeating: row, count: right.count + 1)
            for column in 1..<(right.count + 1) {
                let isEqual = left[row - 1] == right[column - 1]
                var best = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isEqual ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    best = min(best, beforeLast[column - 2] + 1)
                }
                current[column] = best
            }
            guard current.contains(where: { $0 <= limit }) else { return nil }
            beforeLast = last
            last = current
        }
        let distance = last[right.count]
        return distance <= limit ? distance : nil
    }
}

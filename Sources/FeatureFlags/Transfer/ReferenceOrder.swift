/// An order in which everything comes after what it refers to, and otherwise keeps its place.
struct ReferenceOrder {
    private(set) var indices: [Int] = []
    /// The indices that refer to themselves, directly or through others.
    private(set) var circular: Set<Int> = []

    /// - Parameter references: the indices each index refers to.
    init(_ references: [[Int]]) {
        // Tarjan's strongly connected components, with lists of its own instead of recursion: chains come from files.
        var number = [Int?](repeating: nil, count: references.count)
        var earliest = [Int](repeating: 0, count: references.count)
        var isOpen = [Bool](repeating: false, count: references.count)
        var open: [Int] = []
        var count = 0
        for start in references.indices where number[start] == nil {
            var path = [(index: start, next: -1)]
            while let (index, next) = path.last {
                if next < 0 {
                    number[index] = count
                    earliest[index] = count
                    count += 1
                    isOpen[index] = true
                    open.append(index)
                }
                path[path.count - 1].next = next + 1
                guard next + 1 < references[index].count else {
                    path.removeLast()
                    if let above = path.last { earliest[above.index] = min(earliest[above.index], earliest[index]) }
                    indices.append(index)
                    if earliest[index] == number[index] { close(index) }
                    continue
                }
                let target = references[index][next + 1]
                if target == index { circular.insert(index) }
                if let seen = number[target] {
                    if isOpen[target] { earliest[index] = min(earliest[index], seen) }
                } else {
                    path.append((target, -1))
                }
            }
        }

        /// Takes off all that refer to each other with the one that was reached first.
        func close(_ first: Int) {
            guard let place = open.lastIndex(of: first) else { return }
            if open.count - place > 1 { circular.formUnion(open[place...]) }
            for index in open[place...] { isOpen[index] = false }
            open.removeSubrange(place...)
        }
    }
}

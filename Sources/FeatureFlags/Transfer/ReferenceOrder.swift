/// An order in which everything comes after what it refers to, and otherwise keeps its place.
struct ReferenceOrder {
    private(set) var indices: [Int] = []
    /// The indices that refer to themselves, directly or through others.
    private(set) var circular: Set<Int> = []

    /// - Parameter references: the indices each index refers to.
    init(_ references: [[Int]]) {
        var isDone = [Bool](repeating: false, count: references.count)
        var placeOnPath = [Int?](repeating: nil, count: references.count)
        for start in references.indices where !isDone[start] {
            // A list of its own instead of recursion: chains come from files.
            var path: [(index: Int, next: Int)] = [(start, 0)]
            placeOnPath[start] = 0
            while let top = path.last {
                if top.next < references[top.index].count {
                    path[path.count - 1].next += 1
                    let target = references[top.index][top.next]
                    if let place = placeOnPath[target] {
                        circular.formUnion(path[place...].map(\.index))
                    } else if !isDone[target] {
                        placeOnPath[target] = path.count
                        path.append((target, 0))
                    }
                } else {
                    path.removeLast()
                    placeOnPath[top.index] = nil
                    isDone[top.index] = true
                    indices.append(top.index)
                }
            }
        }
    }
}

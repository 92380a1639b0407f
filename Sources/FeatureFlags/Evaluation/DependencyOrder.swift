/// Finds the members of a graph that cannot be settled because something they ask for is missing or asks for them.
struct DependencyOrder {
    /// For each member whether it lacks something, directly or through others.
    let lacking: [Bool]

    /// - Parameters:
    ///   - dependencies: for each member the places of what it asks for.
    ///   - missing: for each member whether it asks for something that is not there.
    init(_ dependencies: [[Int]], missing: [Bool]) {
        var open = dependencies.map(\.count)
        var dependents = [[Int]](repeating: [], count: dependencies.count)
        for (member, needed) in dependencies.enumerated() {
            for index in needed { dependents[index].append(member) }
        }
        // Whoever is never reached from a member that is settled lies on a cycle, or behind one.
        var lacking = [Bool](repeating: true, count: dependencies.count)
        var settled = dependencies.indices.filter { open[$0] == 0 && !missing[$0] }
        while let member = settled.popLast() {
            lacking[member] = false
            for dependent in dependents[member] {
                open[dependent] -= 1
                if open[dependent] == 0, !missing[dependent] { settled.append(dependent) }
            }
        }
        self.lacking = lacking
    }
}

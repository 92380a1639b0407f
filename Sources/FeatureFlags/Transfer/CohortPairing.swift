/// Which stored cohort each cohort of a file means.
///
/// Names tell, as numbers differ between stores. Where several have one name, an equal number decides, then the order,
/// provided that none of the stored ones is left over.
struct CohortPairing {
    enum Target: Equatable {
        /// The index of a stored cohort.
        case stored(Int)
        case new
        /// More cohorts are stored under the name than the file has.
        case ambiguous
    }

    private(set) var targets: [Target]

    /// - Parameter entries: name and number of each cohort of the file.
    init(_ entries: [(name: String, id: Int64?)], with stored: [Cohort]) {
        targets = Array(repeating: .new, count: entries.count)
        let storedByName = Dictionary(grouping: stored.indices) { stored[$0].name }
        for (name, places) in Dictionary(grouping: entries.indices, by: { entries[$0].name }) {
            guard var left = storedByName[name] else { continue }
            var open: [Int] = []
            for place in places {
                if let match = left.firstIndex(where: { stored[$0].id == entries[place].id }) {
                    targets[place] = .stored(left.remove(at: match))
                } else {
                    open.append(place)
                }
            }
            for (position, place) in open.enumerated() {
                if left.count > open.count {
                    targets[place] = .ambiguous
                } else if position < left.count {
                    targets[place] = .stored(left[position])
                }
            }
        }
    }
}

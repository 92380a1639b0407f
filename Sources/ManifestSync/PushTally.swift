/// How far a push has come.
struct PushTally: Sendable, Equatable {
    var created = 0
    var changed = 0
    var removed = 0
    var refused = 0

    func summary(unchanged: Int) -> String {
        "\(created) created, \(changed) changed, \(removed) removed, \(unchanged) unchanged, \(refused) refused."
    }
}

import FeatureFlags

/// What the flags of a set ask about a user, so that nothing else is looked up.
struct FlagNeeds: Sendable {
    /// What one flag, or all of them, ask.
    struct Facts: Sendable, Equatable {
        /// The names of properties of the person.
        var personProperties: Set<String> = []
        /// The names of properties of groups, of whatever type.
        var groupProperties: Set<String> = []
        var asksPersonMetadata = false
        var staticCohorts: Set<Int64> = []
        /// Whether it matters which groups the user is in.
        var asksGroups = false
        /// Flags that keep a person in the bucket from before they signed in.
        var continuityFlags: Set<String> = []

        mutating func formUnion(_ other: Facts) {
            personProperties.formUnion(other.personProperties)
            groupProperties.formUnion(other.groupProperties)
            asksPersonMetadata = asksPersonMetadata || other.asksPersonMetadata
            staticCohorts.formUnion(other.staticCohorts)
            asksGroups = asksGroups || other.asksGroups
            continuityFlags.formUnion(other.continuityFlags)
        }
    }

    /// What all flags together ask.
    let all: Facts
    private let byKey: [String: Facts]

    init(_ set: FlagSet) {
        let cohorts = Dictionary(set.cohorts.map { ($0.id, $0) }) { first, _ in first }
        var placeByName: [String: Int] = [:]
        // A filter names the other flag by its key or by its number.
        for (index, flag) in set.flags.enumerated() { placeByName[String(flag.id)] = index }
        for (index, flag) in set.flags.enumerated() { placeByName[flag.key] = index }
        let own = set.flags.map { FlagReading(of: $0, cohorts: cohorts) }
        var all = Facts()
        var byKey: [String: Facts] = [:]
        for (index, flag) in set.flags.enumerated() {
            var facts = own[index].facts
            var seen: Set<Int> = [index]
            var open = own[index].dependencies
            while let name = open.popLast() {
                guard let place = placeByName[name], seen.insert(place).inserted else { continue }
                facts.formUnion(own[place].facts)
                open += own[place].dependencies
            }
            byKey[flag.key] = facts
            all.formUnion(own[index].facts)
        }
        self.all = all
        self.byKey = byKey
    }

    /// What one flag asks, together with the flags it depends on.
    /// - Parameter key: the key PostHog keeps the flag under.
    func facts(of key: String) -> Facts { byKey[key] ?? Facts() }

    /// What some flags ask; nil means all.
    func facts(of keys: Set<String>?) -> Facts {
        guard let keys else { return all }
        return keys.reduce(into: Facts()) { $0.formUnion(facts(of: $1)) }
    }
}

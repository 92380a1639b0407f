/// What not every store can do, because what it keeps events in decides it.
public struct StoreAbilities: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Tells which events it has already when it takes them, and refuses them whatever else they say.
    public static let refusesRepeatedEvents = StoreAbilities(rawValue: 1 << 0)
    /// Keeps moments as they are: to the microsecond, and of any year.
    public static let keepsAnyMoment = StoreAbilities(rawValue: 1 << 1)
    /// Finds the events of a person that was read before it was merged into another one.
    public static let followsMergedPersons = StoreAbilities(rawValue: 1 << 2)
    public static let deletesEvents = StoreAbilities(rawValue: 1 << 3)
    /// Keeps the character NUL.
    public static let keepsNUL = StoreAbilities(rawValue: 1 << 4)

    /// Everything: what a store that keeps its events itself can do.
    public static let all = StoreAbilities(rawValue: (1 << 5) - 1)
}

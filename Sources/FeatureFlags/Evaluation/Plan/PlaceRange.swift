/// Neighbouring places in a list of a ``FlagPlan``, in half the room of a range of `Int`.
struct PlaceRange: Sendable {
    private let lower: Int32
    private let upper: Int32

    init(_ range: Range<Int>) {
        lower = Int32(truncatingIfNeeded: range.lowerBound)
        upper = Int32(truncatingIfNeeded: range.upperBound)
    }

    var isEmpty: Bool { lower >= upper }
    var lowerBound: Int { Int(lower) }
    var upperBound: Int { Int(upper) }
    var places: Range<Int> { lowerBound..<upperBound }
}

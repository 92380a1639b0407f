/// In which pieces a batch goes out: as a whole, and after a refusal in halves, down to the event that is at fault.
///
/// Pieces go out in the order of the events, so that all others arrive in order.
struct DeliveryPlan {
    private var open: [Range<Int>]

    init(count: Int) {
        open = count > 0 ? [0..<count] : []
    }

    /// The piece to send; nil when all are settled.
    var next: Range<Int>? { open.last }

    /// The piece has arrived or was set aside.
    mutating func settle() {
        _ = open.popLast()
    }

    /// The piece was refused: its halves are next.
    /// - Returns: false for a single event, which stays the next piece until it is settled.
    mutating func split() -> Bool {
        guard let piece = open.last, piece.count > 1 else { return false }
        open.removeLast()
        let middle = piece.lowerBound + piece.count / 2
        open.append(middle..<piece.upperBound)
        open.append(piece.lowerBound..<middle)
        return true
    }
}

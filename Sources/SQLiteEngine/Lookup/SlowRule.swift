/// Which events count as slow (DESIGN §4.13).
enum SlowRule: Equatable {
    /// `slow_request` events: the project marks them itself.
    case marked
    /// `api_request` events that took longer than this many milliseconds.
    case over(milliseconds: Double)
}

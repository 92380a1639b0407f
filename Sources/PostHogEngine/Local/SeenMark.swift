import Analytics

/// A mark on disk as this process has seen it.
///
/// Its moment is found once, when the mark is seen for the first time: one that lies in the future, because the clock was
/// set back, would otherwise be new for as long as the jump.
struct SeenMark {
    private var time: Timestamp?
    /// In the time of the ``SteadyClock``; nil while there is no mark.
    private(set) var moment: Timestamp?

    mutating func see(_ time: Timestamp?, by clock: SteadyClock) {
        guard time != self.time else { return }
        self.time = time
        moment = time.map(clock.moment(ofMark:))
    }
}

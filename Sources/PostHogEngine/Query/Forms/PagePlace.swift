/// Where a page begins.
enum PagePlace: Sendable, CaseIterable {
    case start
    /// Behind the last row of the page before.
    case furtherOn
}

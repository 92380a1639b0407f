/// A text compared byte by byte, as SQLite compares it.
///
/// Swift's strings are equal when they are canonically equivalent; two distinct ids that differ only in how an accent
/// is encoded are two rows, and must be two keys of a cache as well.
struct ExactText: Hashable, Sendable {
    let utf8: [UInt8]

    init(_ text: String) {
        utf8 = Array(text.utf8)
    }

    var text: String { String(decoding: utf8, as: UTF8.self) }
}

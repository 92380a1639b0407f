import Analytics

extension Timestamp {
    /// The moment at which the tests of authentication happen.
    static let now = Timestamp(seconds: 1_800_000_000)

    func advanced(bySeconds seconds: Int64) -> Timestamp {
        advanced(byMicroseconds: seconds * Self.microsecondsPerSecond)
    }

    var seconds: Int64 { microseconds / Self.microsecondsPerSecond }
}

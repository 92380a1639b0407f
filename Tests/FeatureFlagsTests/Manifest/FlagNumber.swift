import Synchronization

/// Numbers the flags of test tables, so that a whole table can be put into one manifest.
enum FlagNumber {
    private static let last = Mutex<Int64>(0)

    static func next() -> Int64 {
        last.withLock { last in
            last += 1
            return last
        }
    }
}

import Analytics
import Testing

@testable import Gateway

struct MigrationWindowsTests {
    private static func day(_ number: Int64) -> Timestamp {
        Timestamp(seconds: 1_795_132_800 + number * 86_400)
    }

    @Test(
        arguments: [
            ([], []), ([0], [0...0]), ([2, 0, 1, 1], [0...2]), ([0, 30], [0...30]), ([0, 31], [0...0, 31...31]),
            ([0, 10, 400, 401, 431, 500], [0...10, 400...401, 431...431, 500...500]),
        ] as [([Int64], [ClosedRange<Int64>])])
    func everyDayIsInExactlyOneWindow(_ days: [Int64], _ expected: [ClosedRange<Int64>]) {
        let windows = MigrationWindows.windows(of: days.map(Self.day))
        #expect(windows.map(\.start) == expected.map { Self.day($0.lowerBound) })
        #expect(windows.map(\.end) == expected.map { Self.day($0.upperBound + 1).advanced(byMicroseconds: -1) })
    }
}

import Analytics
import Testing

struct TimeWindowTests {
    private let noon = Timestamp(seconds: 1_795_176_000)

    @Test(arguments: [(1, 2), (7, 8), (30, 31), (365, 366)])
    func touchesOneDayMoreThanItIsLong(_ days: Int, _ touched: Int) {
        let window = TimeWindow(days: days, until: noon)
        #expect(window.end == noon)
        #expect(window.end.milliseconds(since: window.start) == Double(days) * 86_400_000)
        #expect(window.days.count == touched)
        #expect(window.days.first == window.start.startOfDay)
        #expect(window.days.last == noon.startOfDay)
        #expect(window.days.allSatisfy { $0.startOfDay == $0 })
    }

    @Test func containsBothEnds() {
        let window = TimeWindow(days: 1, until: noon)
        #expect(window.contains(window.start))
        #expect(window.contains(window.end))
        #expect(!window.contains(window.start.advanced(byMicroseconds: -1)))
        #expect(!window.contains(window.end.advanced(byMicroseconds: 1)))
    }

    @Test func fromMidnightToMidnightTouchesBothDays() {
        #expect(TimeWindow(days: 1, until: noon.startOfDay).days.count == 2)
        #expect(TimeWindow(start: noon, end: noon).days == [noon.startOfDay])
    }

    @Test func anEmptyOrEndlessWindowIsNoTrap() {
        #expect(TimeWindow(start: noon, end: noon.advanced(byMicroseconds: -1)).days.isEmpty)
        #expect(TimeWindow(days: .max, until: noon).start.microseconds < 0)
        #expect(TimeWindow(days: .min, until: noon).start.microseconds < noon.microseconds)
    }
}

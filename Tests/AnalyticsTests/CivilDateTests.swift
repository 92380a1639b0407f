import Testing

@testable import Analytics

struct CivilDateTests {
    @Test func everyDayOfTenMillenniaIsItsOwnAndFollowsTheLast() throws {
        var previous: CivilDate?
        var wrong = 0
        for days in -719_528...2_932_896 {
            let date = CivilDate(daysSince1970: days)
            if date.daysSince1970 != days { wrong += 1 }
            if CivilDate(year: date.year, month: date.month, day: date.day) != date { wrong += 1 }
            if let previous, !follows(previous, date) { wrong += 1 }
            previous = date
        }
        #expect(wrong == 0)
        #expect(previous?.description == "9999-12-31")
        #expect(CivilDate(daysSince1970: -719_528).description == "0000-01-01")
    }

    private func follows(_ left: CivilDate, _ right: CivilDate) -> Bool {
        if right.day != 1 { return (left.year, left.month, left.day + 1) == (right.year, right.month, right.day) }
        guard left.day == CivilDate.days(inMonth: left.month, ofYear: left.year) else { return false }
        return right.month == 1
            ? (left.year + 1, left.month) == (right.year, 12) : (left.year, left.month + 1) == (right.year, right.month)
    }

    @Test(arguments: [
        (2025, 2, 29), (1900, 2, 29), (2100, 2, 29), (2024, 2, 30), (2026, 4, 31), (2026, 0, 1), (2026, 13, 1),
        (2026, 1, 0), (2026, 1, 32), (-1, 1, 1), (10_000, 1, 1), (Int.max, Int.max, Int.max), (2026, 1, Int.min),
    ])
    func aDayThatNoCalendarHasIsNone(_ year: Int, _ month: Int, _ day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test(arguments: [(2024, 2, 29), (2000, 2, 29), (2026, 12, 31), (0, 1, 1), (9_999, 12, 31)])
    func aDayOfTheCalendarIsOne(_ year: Int, _ month: Int, _ day: Int) {
        #expect(CivilDate(year: year, month: month, day: day)?.day == day)
    }
}

import Testing

@testable import PostHogEngine

struct QueryBudgetTests {
    @Test func theMinuteAndTheHourAreBothKept() {
        var budget = QueryBudget(perMinute: 3, perHour: 5)
        for second in 0..<3 { #expect(budget.take(at: Double(second)) == nil) }
        #expect(budget.take(at: 10) == 50)
        #expect(budget.take(at: 60) == nil)
        #expect(budget.take(at: 61) == nil)
        #expect(budget.take(at: 62) == 3_538)
        #expect(budget.take(at: 3_600) == nil)
    }

    @Test func aBudgetOfNothingAllowsNothing() {
        var budget = QueryBudget(perMinute: 0, perHour: 10)
        #expect(budget.take(at: 0) == 60)
    }
}

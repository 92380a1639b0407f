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

    /// What one host asks at most; PostHog allows a project 240 a minute, 2,400 an hour and three at once (PostHog API
    /// facts §6.2). The README tells the figures to whoever runs several hosts.
    @Test func oneHostAsksSevenEighthsOfWhatPostHogAllows() {
        let settings = LookupSettings()
        #expect(settings.queriesPerMinute + settings.factQueriesPerMinute == 240 * 7 / 8)
        #expect(settings.queriesPerHour + settings.factQueriesPerHour == 2_400 * 7 / 8)
        #expect(settings.concurrentQueries == 2)
    }

    @Test func aBudgetOfNothingAllowsNothing() {
        var budget = QueryBudget(perMinute: 0, perHour: 10)
        #expect(budget.take(at: 0) == 60)
    }
}

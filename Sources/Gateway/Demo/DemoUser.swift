import Analytics
import FeatureFlags
import JSON

/// One user of the demo shop, who lives through two weeks.
struct DemoUser {
    let distinctID: String
    let anonymousID: String
    let name: String
    let email: String
    let company: String
    let plan: String
    let browser: String
    let trouble: DemoShop.Trouble
    let visits: Int
    var generator: SeededGenerator
    var recorded: [CapturedEvent] = []
    /// By flag key; empty where there are no flags.
    var verdicts: [String: FlagEvaluation] = [:]
    /// The flags whose calls this visit has reported.
    var reported: Set<String> = []

    init(index: Int, generator: SeededGenerator) {
        var generator = generator
        let first = DemoShop.firstNames[index % DemoShop.firstNames.count]
        let last = DemoShop.lastNames[(index / DemoShop.firstNames.count + index * 7) % DemoShop.lastNames.count]
        name = "\(first) \(last)"
        email = "\(first).\(last)@example.com".lowercased()
        distinctID = "user_\(1_000 + index)"
        anonymousID = "anon-\(String(generator.next(), radix: 16))"
        company = DemoShop.companies[Int.random(in: 0..<DemoShop.companies.count, using: &generator)]
        plan = DemoShop.plans[Int.random(in: 0..<DemoShop.plans.count, using: &generator)]
        browser = DemoShop.browsers[Int.random(in: 0..<DemoShop.browsers.count, using: &generator)]
        switch index {
        case 0: (trouble, visits) = (.declinedCard, 26)
        case 1: (trouble, visits) = (.slowExports, 20)
        case 2: (trouble, visits) = (.searchTimeouts, 18)
        default:
            let troubled = Int.random(in: 0..<8, using: &generator) == 0
            trouble = troubled ? DemoShop.Trouble.allCases.randomElement(using: &generator) ?? .none : .none
            visits = Int.random(in: 1...12, using: &generator)
        }
        self.generator = generator
    }

    mutating func events(from start: Timestamp, until end: Timestamp) -> [CapturedEvent] {
        let span = end.microseconds - start.microseconds
        let hour = 3_600 * Timestamp.microsecondsPerSecond
        let starts = (0..<visits).map { _ in
            start.advanced(byMicroseconds: Int64.random(in: 0...max(0, span - hour), using: &generator))
        }.sorted()
        for (number, visitStart) in starts.enumerated() {
            visit(at: visitStart, isFirst: number == 0)
        }
        return recorded.filter { $0.timestamp <= end }.sorted { $0.timestamp < $1.timestamp }
    }

    private mutating func visit(at start: Timestamp, isFirst: Bool) {
        var now = start
        reported = []
        if isFirst {
            record(
                "$pageview", at: now, as: anonymousID,
                ["$current_url": "https://shop.example.com/", "$browser": .string(browser)])
            now = now.advanced(byMicroseconds: 21_000_000)
            record(
                "$identify", at: now,
                [
                    "$anon_distinct_id": .string(anonymousID),
                    "$set": ["email": .string(email), "name": .string(name), "plan": .string(plan)],
                    "$set_once": ["first_browser": .string(browser)],
                ])
            record(
                "$groupidentify", at: now,
                [
                    "$group_type": "company", "$group_key": .string(company.lowercased()),
                    "$group_set": ["name": .string(company)],
                ])
        }
        for _ in 0..<Int.random(in: 2...9, using: &generator) {
            guard let endpoint = DemoShop.endpoints.randomElement(using: &generator) else { continue }
            now = now.advanced(byMicroseconds: Int64.random(in: 2_000_000...240_000_000, using: &generator))
            request(endpoint, at: now)
        }
    }
}

import Analytics
import GRDB

/// A filter as a condition on the rows of `events`; its values are bound at ?4.
struct EventCondition {
    let sql: String
    private let text: String?
    private let number: Double?

    init(_ filter: EventFilter, rule: SlowRule) {
        switch (filter, rule) {
        case (.all, _): (sql, text, number) = ("", nil, nil)
        case (.named(let name), _): (sql, text, number) = ("AND event = ?4", name, nil)
        case (.errors, _): (sql, text, number) = ("AND error_type IS NOT NULL", nil, nil)
        case (.slow, .marked): (sql, text, number) = ("AND event = ?4", "slow_request", nil)
        case (.slow, .over(let threshold)):
            (sql, text, number) = ("AND event = 'api_request' AND duration_ms > ?4", nil, threshold)
        }
    }

    func bind(to statement: Statement) throws {
        if let text { try statement.bind(text, at: 4) }
        if let number { try statement.bind(number, at: 4) }
    }
}

import Analytics

/// The query of a request, read strictly: each parameter once, decoded, within its bounds.
struct QueryParameters: Sendable {
    private let values: [(name: String, value: String)]

    /// - Parameter query: the raw query without `?`; nil when there is none.
    init(_ query: String?) throws(Problem) {
        guard let query, !query.isEmpty else {
            values = []
            return
        }
        var values: [(name: String, value: String)] = []
        var names: Set<String> = []
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentDecoding.decode(parts[0], plusIsSpace: true),
                let value = PercentDecoding.decode(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
            else {
                throw .invalid("query", rule: "percent-encoded UTF-8", "The query is not percent-encoded UTF-8.")
            }
            guard names.insert(name).inserted else {
                throw .invalid(name, rule: "at most once", "The parameter \(name) is given twice.")
            }
            values.append((name, value))
        }
        self.values = values
    }

    /// The parameter's text; nil when it is absent or empty.
    func text(_ name: String, maximumLength: Int = 1_000) throws(Problem) -> String? {
        guard let value = values.first(where: { $0.name == name })?.value, !value.isEmpty else { return nil }
        guard value.utf8.count <= maximumLength else {
            throw .invalid(
                name, rule: "at most \(maximumLength) bytes",
                "\(name) must have at most \(maximumLength) bytes, got \(value.utf8.count).")
        }
        guard !value.utf8.contains(0) else {
            throw .invalid(name, rule: "no NUL", "\(name) must not contain the NUL character.")
        }
        return value
    }

    func integer(_ name: String, in bounds: ClosedRange<Int>, default fallback: Int) throws(Problem) -> Int {
        guard let text = try text(name) else { return fallback }
        guard let number = Int(text), bounds.contains(number) else {
            throw .invalid(
                name, rule: "\(bounds.lowerBound)...\(bounds.upperBound)",
                "\(name) must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound), "
                    + "got \(text.prefix(40)).")
        }
        return number
    }

    func boolean(_ name: String, default fallback: Bool) throws(Problem) -> Bool {
        switch try text(name)?.lowercased() {
        case nil: return fallback
        case "true", "1": return true
        case "false", "0": return false
        case let other?:
            throw .invalid(name, rule: "true or false", "\(name) must be true or false, got \(other.prefix(40)).")
        }
    }

    /// The `cursor` of an earlier page.
    func cursor() throws(Problem) -> EventCursor? {
        guard let text = try text("cursor") else { return nil }
        guard let cursor = EventCursor(text) else { throw .wrongCursor }
        return cursor
    }

    /// The `cursor` of an earlier page of numbered rows: the number of its last one.
    func rowCursor() throws(Problem) -> Int64? {
        guard let text = try text("cursor") else { return nil }
        guard let row = Int64(text), row > 0 else { throw .wrongCursor }
        return row
    }
}

import Analytics
import JSON

/// One question to PostHog's query API: a constant HogQL text, and the values bound to its placeholders.
///
/// Nothing that comes from a request is part of a text (DESIGN §6): whatever a caller asks for is a value.
struct LookupQuery: Sendable {
    let text: QueryText
    /// Values by placeholder, without those of the window.
    let values: JSONObject
    /// Bound as `window_start` and `window_end`.
    let window: TimeWindow?

    init(_ text: QueryText, values: JSONObject = [:], window: TimeWindow? = nil) {
        self.text = text
        self.values = values
        self.window = window
    }

    /// Values by placeholder, all of them.
    var boundValues: JSONObject {
        guard let window else { return values }
        var values = values
        values["window_start"] = .string(window.start.clickHouseText)
        values["window_end"] = .string(window.end.clickHouseText)
        return values
    }

    /// Equal for queries that ask the same, apart from the place of the window in time.
    ///
    /// Bytes, because texts that Swift calls equal may be different distinct ids.
    var identity: [UInt8] {
        var identity = Array(text.hogQL.utf8)
        identity.append(0)
        identity += JSON.object(values).text.utf8
        if let window {
            let length = window.end.microseconds.subtractingReportingOverflow(window.start.microseconds).partialValue
            identity += " \(length)".utf8
        }
        return identity
    }
}

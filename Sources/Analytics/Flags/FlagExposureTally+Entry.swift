import JSON

extension FlagExposureTally {
    /// What is known so far of one flag.
    struct Entry {
        private(set) var response: JSON?
        private(set) var reason: String?
        private(set) var version: Int64?
        private(set) var calls = 0
        private(set) var events = 0
        private(set) var first: Timestamp
        private(set) var last: Timestamp
        /// When the response was reported.
        private var responseAt: Timestamp?
        /// When reason and version were reported.
        private var callAt: Timestamp?

        init(at moment: Timestamp) {
            first = moment
            last = moment
        }

        /// Counts a `$feature_flag_called` event.
        mutating func addCall(_ properties: JSONObject, at moment: Timestamp) {
            calls += 1
            see(properties["$feature_flag_response"], at: moment)
            guard callAt.map({ $0 <= moment }) ?? true else { return }
            callAt = moment
            reason = properties["$feature_flag_reason"]?.stringValue
            version = properties["$feature_flag_version"]?.int64Value
        }

        /// Counts another event that carries the flag.
        mutating func addEvent(_ value: JSON, at moment: Timestamp) {
            events += 1
            see(value, at: moment)
        }

        /// Keeps the newest response; of several at one time the first that is added.
        private mutating func see(_ value: JSON?, at moment: Timestamp) {
            first = min(first, moment)
            last = max(last, moment)
            guard let value, !value.isNull, responseAt.map({ $0 < moment }) ?? true else { return }
            response = value
            responseAt = moment
        }
    }
}

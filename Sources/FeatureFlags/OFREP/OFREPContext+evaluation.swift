public import Analytics
public import JSON

extension OFREPContext {
    /// PostHog cuts longer distinct ids (PostHog API facts §9.1); a verdict must not depend on what it does not see.
    static let maximumDistinctIDLength = 200

    /// The context PostHog's evaluation needs.
    /// - Parameters:
    ///   - known: properties of the person from elsewhere; those of the request win.
    ///   - now: what relative dates count from.
    /// - Returns: a context without static cohorts and hash key overrides, which the caller adds.
    public func evaluationContext(
        known: JSONObject = [:], now: Timestamp
    ) -> EvaluationContext {
        let distinctID = String((targetingKey ?? "").unicodeScalars.prefix(Self.maximumDistinctIDLength))
        return EvaluationContext(
            distinctID: distinctID, deviceID: deviceID, anonymousDistinctID: anonymousDistinctID, groups: groups,
            personProperties: known.isEmpty ? personProperties : known.merging(personProperties) { _, asked in asked },
            groupProperties: groupProperties, now: now)
    }
}

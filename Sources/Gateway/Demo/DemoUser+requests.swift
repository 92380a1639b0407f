import Analytics
import JSON

extension DemoUser {
    /// A page view, a click and the request it causes, joined by a request id, with what follows from its outcome.
    mutating func request(_ endpoint: DemoShop.Endpoint, at start: Timestamp) {
        let requestID = EventID(high: generator.next(), low: generator.next()).description
        var properties: JSONObject = ["request_id": .string(requestID)]
        record(
            "$pageview", at: start.advanced(byMicroseconds: -1_200_000),
            ["$current_url": .string("https://shop.example.com\(endpoint.page)"), "$browser": .string(browser)])
        for flag in ["free-shipping-banner", endpoint.flag].compactMap(\.self) {
            read(flag: flag, at: start.advanced(byMicroseconds: -1_100_000))
        }
        record("button_click", at: start, properties.merging(["button_name": .string(endpoint.button)]) { $1 })

        let outcome = outcome(of: endpoint)
        let finish = start.advanced(byMicroseconds: Int64(outcome.milliseconds * 1_000))
        properties["endpoint"] = .string(endpoint.path)
        properties["method"] = .string(endpoint.method)
        properties["status_code"] = .integer(Int64(outcome.status))
        let duration = (outcome.milliseconds * 10).rounded() / 10
        record("api_request", at: finish, properties.merging(["response_time_ms": .double(duration)]) { $1 })
        if let error = outcome.error {
            record(
                "api_error", at: finish,
                properties.merging([
                    "error_type": .string(error.type), "error_message": .string(error.message),
                    "exception_type": .string(error.exception), "traceback": .string(error.traceback),
                ]) { $1 })
        }
        if outcome.milliseconds > 1_000 {
            record(
                "slow_request", at: finish,
                properties.merging(["duration_ms": .double(duration), "threshold_ms": 1_000]) { $1 })
        }
    }

    mutating func record(_ event: String, at time: Timestamp, as id: String? = nil, _ properties: JSONObject) {
        let uuid = EventID(high: generator.next() & ~0xF000 | 0x4000, low: generator.next() >> 2 | 1 << 63)
        var properties = properties
        properties["$groups"] = ["company": .string(company.lowercased())]
        recorded.append(
            CapturedEvent(
                uuid: uuid, event: event, distinctID: id ?? distinctID, timestamp: time, properties: properties))
    }

    private struct Outcome {
        var status = 200
        var milliseconds: Double
        var error: DemoError?
    }

    private mutating func outcome(of endpoint: DemoShop.Endpoint) -> Outcome {
        // The product of three draws has the long tail that response times have.
        let spread = (0..<3).reduce(1.0) { product, _ in product * Double.random(in: 0.72...1.45, using: &generator) }
        var outcome = Outcome(milliseconds: endpoint.typicalMilliseconds * spread)
        switch (trouble, endpoint.path) {
        case (.declinedCard, "/api/checkout") where Int.random(in: 0..<10, using: &generator) < 7:
            outcome.status = 402
            outcome.error = .declinedCard(orderNumber: Int.random(in: 10_000...99_999, using: &generator))
        case (.slowExports, "/api/invoices/export"):
            outcome.milliseconds = Double.random(in: 1_400...7_800, using: &generator)
        case (.searchTimeouts, "/api/products/search") where Int.random(in: 0..<10, using: &generator) < 4:
            outcome.status = 504
            outcome.milliseconds = 5_000 + Double.random(in: 1...40, using: &generator)
            outcome.error = .searchTimeout
        default:
            guard Int.random(in: 0..<70, using: &generator) == 0 else { return outcome }
            outcome.status = 500
            outcome.error = .database
        }
        return outcome
    }
}

import Analytics
import JSON
import Testing

struct HotPropertiesTests {
    @Test(
        arguments: [
            (["request_id": "a", "$request_id": "b"], "a"), (["$request_id": "b"], "b"), (["request_id": 7], "7"),
            (["request_id": "", "$request_id": "b"], "b"), (["request_id": nil], nil), (["request_id": ["a"]], nil),
            ([:], nil),
        ] as [(JSONObject, String?)])
    func readsTheRequestID(_ properties: JSONObject, _ expected: String?) {
        #expect(HotProperties(event: "e", properties: properties).requestID == expected)
    }

    @Test(
        arguments: [
            (["status_code": 404], 404), (["status_code": 404.0], 404), (["status_code": "404"], 404),
            (["status_code": "four"], nil), (["status_code": 1e300], nil), (["status_code": true], nil), ([:], nil),
            (["status_code": "400.5"], 400), (["status_code": 399.5], 400), (["status_code": "1e3"], 1_000),
            (["status_code": " 404"], nil), (["status_code": "0x10"], nil),
            (["status_code": 9_223_372_036_854_775_807], nil),
            (["status_code": "9223372036854775807"], nil),
        ] as [(JSONObject, Int?)])
    func readsTheStatusCode(_ properties: JSONObject, _ expected: Int?) {
        #expect(HotProperties(event: "e", properties: properties).statusCode == expected)
    }

    @Test(
        arguments: [
            (["response_time_ms": 45, "duration_ms": 9], 45), (["duration_ms": 9.5], 9.5),
            (["duration_ms": "12.5"], 12.5),
            (["duration_ms": "0x10"], nil), (["duration_ms": 1e308], nil), (["duration_ms": "1e400"], nil),
            (["duration_ms": -1], nil), (["duration_ms": "nan"], nil), (["duration_ms": "inf"], nil),
            (["response_time_ms": "slow", "duration_ms": 3], 3), (["duration_ms": [1]], nil),
        ] as [(JSONObject, Double?)])
    func readsTheDuration(_ properties: JSONObject, _ expected: Double?) {
        #expect(HotProperties(event: "e", properties: properties).durationMilliseconds == expected)
    }

    @Test(
        arguments: [
            (["endpoint": "/a", "path": "/b", "$pathname": "/c"], "/a"), (["path": "/b", "$pathname": "/c"], "/b"),
            (["$pathname": "/c"], "/c"), ([:], nil),
        ] as [(JSONObject, String?)])
    func readsTheEndpoint(_ properties: JSONObject, _ expected: String?) {
        #expect(HotProperties(event: "e", properties: properties).endpoint == expected)
    }

    @Test(
        arguments: [
            ("api_error", [:], "api_error"),
            ("payment_error", [:], "payment_error"),
            ("page", ["error_type": "x"], "x"),
            ("api_error", ["error_type": "x", "exception_type": "y"], "x"),
            ("api_error", ["exception_type": "y"], "y"),
            ("$exception", ["$exception_type": "TypeError"], "TypeError"),
            ("$exception", ["$exception_list": [["type": "RangeError", "value": "v"]]], "RangeError"),
            ("$exception", ["$exception_list": []], "$exception"),
            ("$exception", ["$exception_list": "text"], "$exception"),
            ("error", [:], nil),
            ("api_errors", [:], nil),
            ("page", ["error_type": ""], nil),
            ("page", ["error_message": "m"], nil),
        ] as [(String, JSONObject, String?)])
    func tellsErrorsAndTheirType(_ event: String, _ properties: JSONObject, _ expected: String?) {
        let hot = HotProperties(event: event, properties: properties)
        #expect(hot.errorType == expected)
        #expect((hot.fingerprint != nil) == (expected != nil))
    }

    @Test(
        arguments: [
            (["error_message": "a", "$exception_message": "b"], "a"), (["$exception_message": "b"], "b"),
            (["$exception_list": [["type": "T", "value": "c"]]], "c"), ([:], nil),
        ] as [(JSONObject, String?)])
    func readsTheErrorMessage(_ properties: JSONObject, _ expected: String?) {
        #expect(HotProperties(event: "api_error", properties: properties).errorMessage == expected)
    }
}

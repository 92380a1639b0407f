import Analytics
import FeatureFlags
import JSON
import Testing

@Suite struct OFREPContextTests {
    @Test(arguments: [
        "{}", #"{"context":{}}"#, #"{"context":null}"#, #"{"context":{"targetingKey":null}}"#,
        #"{"context":{"targetingKey":""}}"#,
    ])
    func aContextMayBeMissing(body: String) throws {
        #expect(try OFREPContext(body: Array(body.utf8)).targetingKey == nil)
    }

    @Test(arguments: [
        ("", OFREPErrorCode.parseError), ("{", .parseError), ("[]", .parseError), ("null", .parseError),
        (#"{"context":[]}"#, .invalidContext), (#"{"context":{"targetingKey":1}}"#, .invalidContext),
        (#"{"context":{"groups":"acme"}}"#, .invalidContext), (#"{"context":{"groups":{"a":[]}}}"#, .invalidContext),
        (#"{"context":{"group_properties":1}}"#, .invalidContext),
        (#"{"context":{"group_properties":{"a":1}}}"#, .invalidContext),
        (#"{"context":{"$device_id":7}}"#, .invalidContext),
    ])
    func whatIsNoContextIsRefusedInOneOfTwoWays(body: String, code: OFREPErrorCode) {
        let failure = #expect(throws: OFREPFailure.self) { try OFREPContext(body: Array(body.utf8)) }
        #expect(failure?.code == code)
        #expect(failure?.details.isEmpty == false)
    }

    @Test func reservedAttributesGoToTheirPlacesAndTheRestToThePerson() throws {
        let context = try OFREPContext(
            body: Array(
                #"""
                {"context":{"targetingKey":"u1","email":"a@b.c","groups":{"company":"acme","team":5},
                "group_properties":{"company":{"plan":"pro"}},"$device_id":"d","$anon_distinct_id":"anon",
                "age":10,"ratio":10.0,"nested":{"list":[1,{"x":null}]},"none":null}}
                """#.utf8))
        let evaluation = context.evaluationContext(
            known: ["email": "old@b.c", "country": "DE"], now: Timestamp(seconds: 5))
        #expect(evaluation.distinctID == "u1")
        #expect(evaluation.deviceID == "d")
        #expect(evaluation.anonymousDistinctID == "anon")
        #expect(evaluation.groups == ["company": "acme", "team": "5"])
        #expect(evaluation.groupProperties == ["company": ["plan": "pro"]])
        #expect(
            Dictionary(uniqueKeysWithValues: evaluation.personProperties.map { ($0.key, $0.value) }) == [
                "email": "a@b.c", "country": "DE", "age": 10, "ratio": 10.0,
                "nested": ["list": [1, ["x": nil]]], "none": nil,
            ])
        #expect(evaluation.now == Timestamp(seconds: 5))
    }

    @Test func longTargetingKeysAreCutAsPostHogCutsThem() throws {
        let context = try OFREPContext(["targetingKey": .string(String(repeating: "ü", count: 300))])
        #expect(
            context.evaluationContext(now: Timestamp(seconds: 0)).distinctID == String(repeating: "ü", count: 200))
    }

    @Test(arguments: [
        (#"{"a":1,"b":{"y":1,"x":2}}"#, #"{"b":{"x":2,"y":1},"a":1}"#, true),
        (#"{"a":[{"y":1,"x":2}]}"#, #"{"a":[{"x":2,"y":1}]}"#, true),
        (#"{"a":"\u00e9"}"#, #"{"a":"é"}"#, true),
        (#"{"a":1e1}"#, #"{"a":10.0}"#, true),
        (#"{"a":10}"#, #"{"a":10.0}"#, false),
        (#"{"a":"10"}"#, #"{"a":10}"#, false),
        (#"{"a":null}"#, "{}", false),
        (#"{"a":[1,2]}"#, #"{"a":[2,1]}"#, false),
        (#"{"a":"\u00e9"}"#, #"{"a":"e\u0301"}"#, false),
        (#"{"a":{"b":1}}"#, #"{"a":{},"b":1}"#, false),
    ])
    func canonicalBytesTellContextsApart(left: String, right: String, same: Bool) throws {
        let bytes = try [left, right].map { try OFREPContext(body: Array(#"{"context":\#($0)}"#.utf8)).canonicalBytes }
        #expect((bytes[0] == bytes[1]) == same)
    }
}

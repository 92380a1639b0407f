import Analytics
import Foundation
import JSON
import Testing

@testable import FeatureFlags

/// Compares this evaluator with the verdicts of PostHog's Python SDK.
///
/// The fixture is written by `Tests/system/flags_oracle` from a seed; `FLAGS_ORACLE_FIXTURE` names another one.
/// Where the SDK would ask the server it has no verdict. Where it is known to differ from the server, the case carries
/// the reason, which `flags_oracle/differences.py` decides by narrow rules; every other case must be equal.
struct OracleTests {
    private struct Difference: Hashable {
        let flag: Int64
        let context: Int64
        let sdk: String
        let ours: String
    }

    private static func fixture() throws -> JSON {
        let environment = ProcessInfo.processInfo.environment["FLAGS_ORACLE_FIXTURE"]
        let committed = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/sdk_verdicts.json")
        return try JSON(parsing: Array(Data(contentsOf: environment.map { URL(fileURLWithPath: $0) } ?? committed)))
    }

    @Test func `every verdict is the SDK's, but for the known differences`() throws {
        let fixture = try Self.fixture()
        let definitions = try #require(fixture["definitions"])
        let (flags, malformed) = FeatureFlag.read(try #require(definitions["flags"]?.arrayValue))
        #expect(malformed.isEmpty)
        var cohorts: [Cohort] = []
        for (id, definition) in try #require(definitions["cohorts"]?.objectValue) {
            let group = try CohortGroup(json: definition, path: "cohorts.\(id)")
            cohorts.append(Cohort(id: try #require(Int64(id)), name: id, definition: group))
        }
        var types: [Int: String] = [:]
        for (index, name) in try #require(definitions["group_type_mapping"]?.objectValue) {
            types[try #require(Int(index))] = name.stringValue
        }
        let set = FlagSet(flags: flags, cohorts: cohorts, groupTypes: GroupTypeMapping(types))
        #expect(flags.compactMap { set.problem(of: $0.key) } == [])

        let now = try #require(fixture["now"]?.stringValue.flatMap { PropertyDate.absolute($0, in: .utc) })
        let contexts = try #require(fixture["contexts"]?.arrayValue).map { Self.context($0, now: now) }
        let verdicts = contexts.map { context in
            Dictionary(uniqueKeysWithValues: set.evaluate(in: context).map { ($0.flagID, $0.verdict) })
        }
        let reasons = try #require(fixture["reasons"]?.arrayValue).compactMap(\.stringValue)
        var compared = 0
        var unexpected: [Difference] = []
        var seen: Set<String> = []
        for row in try #require(fixture["cases"]?.arrayValue) {
            let flagID = try #require(row[0]?.int64Value)
            let number = try #require(row[1]?.int64Value)
            guard let verdict = row[2], !verdict.isNull else { continue }
            let sdk = verdict.stringValue ?? verdict.text
            let ours = try #require(verdicts[Int(number)][flagID])
            let known = (row[3]?.arrayValue ?? []).compactMap(\.int64Value).map { reasons[Int($0)] }
            if known.isEmpty { compared += 1 }
            guard ours != sdk else { continue }
            if known.isEmpty { unexpected.append(Difference(flag: flagID, context: number, sdk: sdk, ours: ours)) }
            if known.count == 1 { seen.formUnion(known) }
        }
        #expect(unexpected.isEmpty)
        #expect(compared > 3_000)
        print("compared \(compared) verdicts; differences seen alone: \(seen.sorted().joined(separator: ", "))")
    }

    private static func context(_ json: JSON, now: Timestamp) -> EvaluationContext {
        var context = EvaluationContext(
            distinctID: json["distinct_id"]?.stringValue ?? "", deviceID: json["device_id"]?.stringValue,
            personProperties: json["person_properties"]?.objectValue ?? [:], now: now)
        for (type, key) in json["groups"]?.objectValue ?? [:] { context.groups[type] = key.stringValue }
        for (type, properties) in json["group_properties"]?.objectValue ?? [:] {
            context.groupProperties[type] = properties.objectValue
        }
        return context
    }
}

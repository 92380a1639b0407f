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
    private struct Difference: Hashable, Sendable {
        let flag: Int64
        let context: Int64
        let sdk: String
        let ours: String
    }

    /// What a comparison of all cases found.
    private struct Comparison: Sendable {
        var malformed = 0
        var problems = 0
        var compared = 0
        var unexpected: [Difference] = []
        /// The known differences that alone explain a case.
        var seen: Set<String> = []
    }

    /// The fixture lacks something.
    private struct IncompleteFixture: Error {
        let what: String
    }

    private static func needed<Value>(_ value: Value?, _ what: String) throws(IncompleteFixture) -> Value {
        guard let value else { throw IncompleteFixture(what: what) }
        return value
    }

    private static func fixture() throws -> JSON {
        let environment = ProcessInfo.processInfo.environment["FLAGS_ORACLE_FIXTURE"]
        let committed = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/sdk_verdicts.json")
        return try JSON(parsing: Array(Data(contentsOf: environment.map { URL(fileURLWithPath: $0) } ?? committed)))
    }

    @Test func `every verdict is the SDK's, but for the known differences`() async throws {
        // Seconds of work: on a thread of its own, because the threads that tests share are few.
        let result = try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try Self.compare() }) }.start()
        }
        #expect(result.malformed == 0)
        #expect(result.problems == 0)
        #expect(result.unexpected.isEmpty)
        #expect(result.compared > 3_000)
        let seen = result.seen.sorted().joined(separator: ", ")
        print("compared \(result.compared) verdicts; differences seen alone: \(seen)")
    }

    private static func compare() throws -> Comparison {
        let fixture = try fixture()
        var result = Comparison()
        let definitions = try needed(fixture["definitions"], "definitions")
        let (flags, malformed) = FeatureFlag.read(try needed(definitions["flags"]?.arrayValue, "flags"))
        result.malformed = malformed.count
        var cohorts: [Cohort] = []
        for (id, definition) in try needed(definitions["cohorts"]?.objectValue, "cohorts") {
            let group = try CohortGroup(json: definition, path: "cohorts.\(id)")
            cohorts.append(Cohort(id: try needed(Int64(id), "cohort number"), name: id, definition: group))
        }
        var types: [Int: String] = [:]
        for (index, name) in try needed(definitions["group_type_mapping"]?.objectValue, "group types") {
            types[try needed(Int(index), "group type number")] = name.stringValue
        }
        let set = FlagSet(flags: flags, cohorts: cohorts, groupTypes: GroupTypeMapping(types))
        result.problems = flags.filter { set.problem(of: $0.key) != nil }.count

        let now = try needed(fixture["now"]?.stringValue.flatMap { PropertyDate.absolute($0, in: .utc) }, "now")
        let contexts = try needed(fixture["contexts"]?.arrayValue, "contexts").map { Self.context($0, now: now) }
        let verdicts = contexts.map { context in
            Dictionary(uniqueKeysWithValues: set.evaluate(in: context).map { ($0.flagID, $0.verdict) })
        }
        let reasons = try needed(fixture["reasons"]?.arrayValue, "reasons").compactMap(\.stringValue)
        for row in try needed(fixture["cases"]?.arrayValue, "cases") {
            let flagID = try needed(row[0]?.int64Value, "flag of a case")
            let number = try needed(row[1]?.int64Value, "context of a case")
            guard let verdict = row[2], !verdict.isNull else { continue }
            let sdk = verdict.stringValue ?? verdict.text
            let ours = try needed(verdicts[Int(number)][flagID], "verdict of a case")
            let known = (row[3]?.arrayValue ?? []).compactMap(\.int64Value).map { reasons[Int($0)] }
            if known.isEmpty { result.compared += 1 }
            guard ours != sdk else { continue }
            if known.isEmpty {
                result.unexpected.append(Difference(flag: flagID, context: number, sdk: sdk, ours: ours))
            }
            if known.count == 1 { result.seen.formUnion(known) }
        }
        return result
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

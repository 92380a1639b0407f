import Analytics
import FeatureFlags
import JSON
import Testing

extension FlagStoreConformance {
    private static func later(_ seconds: Int64) -> Timestamp { FlagSample.origin(seconds).time }

    static let usageChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("evaluations are counted per flag") { store async throws in
            try await store.create(FlagSample.draft("a"))
            try await store.create(FlagSample.draft("b"))
            #expect(try await store.usage().isEmpty)
            try await store.recordEvaluations(["a": 3, "b": 0, "nobody": 5], at: later(9))
            try await store.recordEvaluations(["a": 2], at: later(5))
            #expect(try await store.usage() == ["a": FlagUsage(evaluations: 5, lastCalledAt: later(9))])
            #expect(try await store.flag(key: "a")?.lastCalledAt == later(9))
            #expect(try await store.flag(key: "a")?.version == 1)
            #expect(try await store.flags(matching: FlagQuery()).flags.map(\.lastCalledAt) == [later(9), nil])
            #expect(try await store.update("a", FlagPatch(name: "x")).lastCalledAt == later(9))
        },
        StoreCheck("a flag keeps its usage when it is renamed and a new one has none") { store async throws in
            try await store.create(FlagSample.draft("a"))
            try await store.recordEvaluations(["a": 3], at: later(1))
            try await store.update("a", FlagPatch(key: "b"))
            #expect(try await store.usage().keys.sorted() == ["b"])
            try await store.delete(key: "b", expectedVersion: nil, by: FlagSample.origin())
            #expect(try await store.usage().isEmpty)
            try await store.create(FlagSample.draft("b"))
            #expect(try await store.usage().isEmpty)
            #expect(try await store.flag(key: "b")?.lastCalledAt == nil)
        },
        StoreCheck("absurd counts do not break the sum") { store async throws in
            try await store.create(FlagSample.draft("a"))
            for _ in 0..<3 { try await store.recordEvaluations(["a": .max], at: later(1)) }
            #expect(try await store.usage()["a"].map { $0.evaluations > 0 } == true)
            try await store.recordEvaluations(["a": -5], at: later(1))
            try await store.recordUnknownKeys(["k": .max], at: later(1))
            try await store.recordUnknownKeys(["k": .max, "l": -1], at: later(1))
            #expect(try await store.unknownKeys(limit: 9).map(\.key) == ["k"])
        },
        StoreCheck("keys that no flag has are counted, most asked for first") { store async throws in
            try await store.create(FlagSample.draft("real"))
            try await store.recordUnknownKeys(["a": 1, "b": 5, "real": 9, "": 3], at: later(1))
            try await store.recordUnknownKeys(["a": 2], at: later(7))
            let keys = try await store.unknownKeys(limit: 10)
            #expect(
                keys == [
                    UnknownFlagKey(key: "b", count: 5, firstSeen: later(1), lastSeen: later(1)),
                    UnknownFlagKey(key: "a", count: 3, firstSeen: later(1), lastSeen: later(7)),
                ])
            #expect(try await store.unknownKeys(limit: 1).map(\.key) == ["b"])
            try await store.create(FlagSample.draft("b"))
            #expect(try await store.unknownKeys(limit: 10).map(\.key) == ["a"])
        },
        StoreCheck("the unknown keys that are kept are bounded, the newest stay") { store async throws in
            for batch in 0..<5 {
                let keys = (0..<400).map { ("key-\(batch)-\($0)", 1) }
                try await store.recordUnknownKeys(Dictionary(uniqueKeysWithValues: keys), at: later(Int64(batch)))
            }
            let kept = try await store.unknownKeys(limit: 10_000)
            #expect(kept.count <= 1_000)
            #expect(kept.filter { $0.lastSeen == later(4) }.count == 400)
        },
    ]

    static let continuityChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("the identifier a person was first bucketed by is kept") { store async throws in
            #expect(try await store.hashKeyOverrides(distinctID: "u1").isEmpty)
            try await store.keepHashKey("device", flagKeys: ["a", "b"], distinctID: "u1")
            try await store.keepHashKey("later", flagKeys: ["b", "c"], distinctID: "u1")
            try await store.keepHashKey("other", flagKeys: [], distinctID: "u1")
            #expect(try await store.hashKeyOverrides(distinctID: "u1") == ["a": "device", "b": "device", "c": "later"])
            #expect(try await store.hashKeyOverrides(distinctID: "u2").isEmpty)
        }
    ]

    static let eventChecks: [StoreCheck<any EventStore & FlagStore>] = [
        StoreCheck("captured calls are counted apart from evaluations, those of unknown keys too") {
            store async throws in
            try await store.create(FlagSample.draft("a"))
            func call(_ key: JSON, uuid: UInt64, at seconds: Int64) -> CapturedEvent {
                Sample.event("$feature_flag_called", uuid: uuid, at: seconds, ["$feature_flag": key])
            }
            let events = [
                call("a", uuid: 1, at: -30), call("a", uuid: 2, at: -10), call("typo", uuid: 3, at: -20),
                call(7, uuid: 4, at: -5), Sample.event(uuid: 5, at: -1, ["$feature_flag": "a"]),
            ]
            try await store.store(events)
            try await store.store(events)
            let newest = Sample.event(uuid: 0, at: -10).timestamp
            #expect(try await store.usage() == ["a": FlagUsage(calls: 2, lastCalledAt: newest)])
            #expect(try await store.unknownKeys(limit: 9).map(\.key) == ["typo"])
            #expect(try await store.unknownKeys(limit: 9).map(\.count) == [1])
            let earlier = Sample.event(uuid: 0, at: -50).timestamp
            try await store.recordEvaluations(["a": 5], at: earlier)
            #expect(
                try await store.usage() == ["a": FlagUsage(evaluations: 5, calls: 2, lastCalledAt: newest)])
        },
        StoreCheck("group types of captured groups reach the snapshot at once") { store async throws in
            #expect(try await store.groupTypes() == GroupTypeMapping())
            for (number, type) in ["company", "team"].enumerated() {
                try await store.store([
                    Sample.event(
                        "$groupidentify", uuid: UInt64(number), ["$group_type": .string(type), "$group_key": "k"])
                ])
                #expect(try await store.groupTypes().index(of: type) == number)
                #expect(try await store.snapshot().flags.groupTypes.name(of: number) == type)
            }
        },
        StoreCheck("a merged person is in the cohorts and buckets of all its distinct ids") { store async throws in
            let origin = FlagSample.origin()
            let cohort = try await store.createCohort(FlagSample.cohort("list", isStatic: true), by: origin)
            try await store.changeMembers(ofCohort: cohort.id, adding: ["device"], removing: [], by: origin)
            try await store.keepHashKey("first", flagKeys: ["a"], distinctID: "device")
            #expect(try await store.staticCohorts(ofPerson: "u1").isEmpty)
            try await store.store([
                Sample.event(of: "device", uuid: 1),
                Sample.event("$identify", of: "u1", uuid: 2, ["$anon_distinct_id": "device"]),
            ])
            #expect(try await store.staticCohorts(ofPerson: "u1") == [cohort.id])
            try await store.keepHashKey("second", flagKeys: ["a"], distinctID: "u1")
            #expect(try await store.hashKeyOverrides(distinctID: "u1") == ["a": "first"])
            try await store.changeMembers(ofCohort: cohort.id, adding: [], removing: ["u1"], by: origin)
            #expect(try await store.staticCohorts(ofPerson: "device").isEmpty)
        },
        StoreCheck("a snapshot is the same however many events are stored") { store async throws in
            try await store.create(FlagSample.draft("a"))
            let version = try await store.snapshot().flags.version
            for number in UInt64(0)..<20 {
                try await store.store([
                    Sample.event("$feature_flag_called", uuid: number, ["$feature_flag": "a"])
                ])
                #expect(try await store.snapshot().flags.version == version)
            }
        },
    ]
}

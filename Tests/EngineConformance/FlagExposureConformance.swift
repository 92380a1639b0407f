public import Analytics
import JSON
import Testing

/// What every `FlagExposureStore` must do; each check needs an empty store of its own.
public enum FlagExposureConformance {
    private static func call(
        _ key: String, _ response: JSON, of user: String = "u1", uuid: UInt64, at seconds: Int64,
        _ more: JSONObject = [:]
    ) -> CapturedEvent {
        var properties: JSONObject = ["$feature_flag": .string(key), "$feature_flag_response": response]
        for (name, value) in more { properties[name] = value }
        return Sample.event("$feature_flag_called", of: user, uuid: uuid, at: seconds, properties)
    }

    private static func at(_ seconds: Int64) -> Timestamp { Sample.event(uuid: 0, at: seconds).timestamp }

    public static let checks: [StoreCheck<any EventStore & FlagExposureStore>] = [
        StoreCheck("the flags a user got are gathered from calls and properties") { store async throws in
            try await store.store([
                call("a", "blue", uuid: 1, at: -90, ["$feature_flag_reason": "old", "$feature_flag_version": 1]),
                call(
                    "a", "red", uuid: 2, at: -50, ["$feature_flag_reason": "condition 2", "$feature_flag_version": 4]),
                Sample.event(uuid: 3, at: -20, ["$feature/a": "red", "$feature/b": true, "$feature/": "no"]),
                Sample.event(uuid: 4, at: -10, ["price": 1]),
                call("c", false, of: "u2", uuid: 5, at: -10),
            ])
            let exposures = try await store.flagExposures(of: store.existingPerson("u1"), in: Sample.window)
            #expect(exposures.isComplete)
            #expect(
                exposures.flags == [
                    FlagExposure(
                        key: "a", response: "red", reason: "condition 2", version: 4, calls: 2, events: 1,
                        firstSeen: at(-90), lastSeen: at(-20)),
                    FlagExposure(
                        key: "b", response: true, reason: nil, version: nil, calls: 0, events: 1, firstSeen: at(-20),
                        lastSeen: at(-20)),
                ])
        },
        StoreCheck("only the window and all distinct ids count") { store async throws in
            try await store.store([
                call("old", true, uuid: 1, at: -500), call("a", true, uuid: 2, at: -90),
                call("b", true, of: "device", uuid: 3, at: -80), call("later", true, uuid: 4, at: -1),
                Sample.event("$identify", of: "u1", uuid: 5, at: -70, ["$anon_distinct_id": "device"]),
            ])
            let exposures = try await store.flagExposures(
                of: store.existingPerson("u1"), in: TimeWindow(start: at(-100), end: at(-10)))
            #expect(exposures.flags.map(\.key) == ["b", "a"])
        },
        StoreCheck("a user without flags has none") { store async throws in
            try await store.store([Sample.event(uuid: 1)])
            let exposures = try await store.flagExposures(of: store.existingPerson("u1"), in: Sample.window)
            #expect(exposures == FlagExposures(flags: [], isComplete: true))
        },
        StoreCheck("of a user with very many events at least the newest are looked at") { store async throws in
            let events = (0..<5_000).map { Sample.event(uuid: $0, at: -10_000 + Int64($0), ["$feature/a": "new"]) }
            try await store.store([Sample.event(uuid: 9_000, at: -20_000, ["$feature/old": true])] + events)
            let exposures = try await store.flagExposures(of: store.existingPerson("u1"), in: Sample.window)
            #expect(exposures.flags.first?.key == "a")
            #expect(exposures.isComplete == exposures.flags.contains { $0.key == "old" })
        },
    ]
}

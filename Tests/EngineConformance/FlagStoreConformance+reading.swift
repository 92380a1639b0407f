import Analytics
import FeatureFlags
import JSON
import Testing

extension FlagStoreConformance {
    /// Checks that the snapshot's version is a new one, and the same when it is asked for again.
    private static func note(
        _ change: Comment, _ store: any FlagStore, _ versions: inout Set<String>
    ) async throws {
        let version = try await store.snapshot().flags.version
        #expect(versions.insert(version).inserted, change)
        #expect(try await store.snapshot().flags.version == version, change)
    }

    static let readingChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("an empty store has a snapshot without flags") { store async throws in
            let snapshot = try await store.snapshot()
            #expect(snapshot.flags.flags.isEmpty)
            #expect(snapshot.source == .live)
            #expect(try await store.flag(key: "a") == nil)
            #expect(try await store.flag(id: 1) == nil)
            #expect(try await store.flags(matching: FlagQuery()).total == 0)
        },
        StoreCheck("a flag comes back as it was created") { store async throws in
            let created = try await store.create(FlagSample.rich)
            #expect(FlagDraft(created) == FlagSample.rich)
            #expect(created.version == 1)
            #expect(created.createdAt == Sample.noon)
            #expect(created.updatedAt == Sample.noon)
            #expect(created.createdBy?.email == "ada@example.org")
            #expect(created.lastModifiedBy?.name == "Ada Lovelace")
            #expect(created.lastCalledAt == nil)
            #expect(try await store.flag(key: "rich") == created)
            #expect(try await store.flag(id: created.id) == created)
            #expect(try await store.flags(matching: FlagQuery()).flags == [created])
            #expect(try await store.snapshot().flags["rich"] == created)
        },
        StoreCheck("a snapshot follows every write at once and keeps its version otherwise") { store async throws in
            var versions: Set<String> = []
            try await note("empty", store, &versions)
            let flag = try await store.create(FlagSample.draft("a", rollout: 0))
            try await note("created", store, &versions)
            #expect(try await store.snapshot().flags.evaluate("a", in: FlagSample.context("u1"))?.enabled == false)
            try await store.update("a", FlagPatch(filters: ["groups": [["rollout_percentage": 100]]]))
            try await note("updated", store, &versions)
            #expect(try await store.snapshot().flags.evaluate("a", in: FlagSample.context("u1"))?.enabled == true)
            _ = try await store.archive(key: "a", expectedVersion: nil, by: FlagSample.origin())
            try await note("archived", store, &versions)
            #expect(try await store.snapshot().flags.evaluate("a", in: FlagSample.context("u1"))?.enabled == false)
            let cohort = try await store.createCohort(FlagSample.cohort("pro"), by: FlagSample.origin())
            try await note("cohort created", store, &versions)
            try await store.create(FlagSample.draft("b", cohort: cohort.id))
            let pro = FlagSample.context("u1", ["plan": "pro"])
            #expect(try await store.snapshot().flags.evaluate("b", in: pro)?.enabled == true)
            try await store.delete(key: "a", expectedVersion: nil, by: FlagSample.origin())
            try await note("deleted", store, &versions)
            #expect(try await store.snapshot().flags.flags.map(\.key) == ["b"])
            // Counting who asks changes nothing that flags are evaluated by.
            let before = try await store.snapshot().flags.version
            try await store.recordEvaluations(["b": 3], at: Sample.noon)
            #expect(try await store.snapshot().flags.version == before)
            #expect(flag.version == 1)
        },
        StoreCheck("a snapshot says when it was confirmed") { store async throws in
            let first = try await store.snapshot().confirmedAt
            let second = try await store.snapshot().confirmedAt
            #expect(first <= second)
            #expect(first > Timestamp(seconds: 1_700_000_000))
        },
    ]

    static let listChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("a list holds flags in the order they were created, page by page") { store async throws in
            for number in 0..<7 { try await store.create(FlagSample.draft("flag-\((number * 5) % 7)")) }
            let keys = (0..<7).map { "flag-\(($0 * 5) % 7)" }
            var seen: [String] = []
            for offset in stride(from: 0, to: 9, by: 3) {
                let page = try await store.flags(matching: FlagQuery(limit: 3, offset: offset))
                #expect(page.total == 7)
                seen += page.flags.map(\.key)
            }
            #expect(seen == keys)
            #expect(try await store.keys(FlagQuery(limit: 0)).isEmpty)
            #expect(try await store.keys(FlagQuery(offset: 100)).isEmpty)
        },
        StoreCheck("a list holds the flags in the states it asks for") { store async throws in
            for key in ["on", "off", "archived", "deleted"] { try await store.create(FlagSample.draft(key)) }
            try await store.update("off", FlagPatch(active: false))
            _ = try await store.archive(key: "archived", expectedVersion: nil, by: FlagSample.origin())
            try await store.delete(key: "deleted", expectedVersion: nil, by: FlagSample.origin())
            let rows: [(FlagQuery, [String])] = [
                (FlagQuery(), ["on", "off"]),
                (FlagQuery(active: true), ["on"]),
                (FlagQuery(active: false), ["off"]),
                (FlagQuery(active: false, archived: .included), ["off", "archived"]),
                (FlagQuery(archived: .included), ["on", "off", "archived"]),
                (FlagQuery(archived: .only), ["archived"]),
                (FlagQuery(archived: .included, deleted: .included), ["on", "off", "archived", "deleted"]),
                (FlagQuery(deleted: .only), ["deleted"]),
            ]
            for (query, keys) in rows { #expect(try await store.keys(query) == keys, "\(query)") }
        },
        StoreCheck("a search looks into keys and descriptions without case, and blanks match dashes") {
            store async throws in
            try await store.create(FlagDraft(key: "new-checkout", name: "For the SHOP"))
            try await store.create(FlagDraft(key: "new_search", name: "Größe"))
            try await store.create(FlagDraft(key: "other", name: "new search"))
            let rows: [(String, [String])] = [
                ("NEW", ["new-checkout", "new_search", "other"]), ("shop", ["new-checkout"]), ("GRÖSSE", []),
                ("GRÖ", ["new_search"]), ("new search", ["new_search", "other"]), ("new_search", ["new_search"]),
                ("new-search", []), ("", ["new-checkout", "new_search", "other"]), ("%", []), ("_", ["new_search"]),
                ("new checkout and more than any text holds", []),
            ]
            for (search, keys) in rows { #expect(try await store.keys(FlagQuery(search: search)) == keys, "\(search)") }
        },
        StoreCheck("a list by tags holds the flags that have them all") { store async throws in
            try await store.create(FlagSample.draft("a", tags: ["web", "beta"]))
            try await store.create(FlagSample.draft("b", tags: ["web"]))
            try await store.create(FlagSample.draft("c"))
            #expect(try await store.keys(FlagQuery(tags: ["web"])) == ["a", "b"])
            #expect(try await store.keys(FlagQuery(tags: ["web", "beta"])) == ["a"])
            #expect(try await store.keys(FlagQuery(tags: ["Web"])).isEmpty)
        },
    ]
}

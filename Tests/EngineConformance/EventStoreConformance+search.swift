import Analytics
import JSON
import Testing

extension EventStoreConformance {
    private static func person(_ id: String, uuid: UInt64, at seconds: Int64, _ set: JSONObject) -> CapturedEvent {
        Sample.event("$identify", of: id, uuid: uuid, at: seconds, ["$set": .object(set)])
    }

    private static func found(_ text: String, in store: any EventStore, limit: Int = 20) async throws -> [String] {
        try await store.searchPersons(text, limit: limit).map(\.person.primaryDistinctID)
    }

    static let searchChecks: [StoreCheck<any EventStore>] = [
        StoreCheck("a search looks into distinct ids, emails and names without case") { store async throws in
            try await store.store([
                person("customer-77", uuid: 1, at: -10, [:]),
                person("u2", uuid: 2, at: -20, ["email": "Custodian@example.org"]),
                person("u3", uuid: 3, at: -30, ["name": "Ann McUstom"]),
                person("u4", uuid: 4, at: -40, ["name": "Bob", "email": "bob@example.org"]),
            ])
            let matches = try await store.searchPersons("CUSTO", limit: 20)
            #expect(matches.map(\.person.primaryDistinctID) == ["customer-77", "u2", "u3"])
            #expect(matches.map(\.matchedOn) == [.distinctID, .email, .name])
            #expect(matches.first?.matchedValue == "customer-77")
            #expect(matches.last?.matchedValue == "Ann McUstom")
        },
        StoreCheck("exact matches come first, then beginnings, then the most recently seen") { store async throws in
            try await store.store([
                person("x-anna", uuid: 1, at: -10, [:]), person("y-anna", uuid: 2, at: -5, [:]),
                person("annabel", uuid: 3, at: -50, [:]), person("annalena", uuid: 4, at: -40, [:]),
                person("u5", uuid: 5, at: -900, ["name": "Anna"]),
            ])
            #expect(try await found("anna", in: store) == ["u5", "annalena", "annabel", "y-anna", "x-anna"])
            #expect(try await found("anna", in: store, limit: 2) == ["u5", "annalena"])
        },
        StoreCheck("a person that matches several times is listed once") { store async throws in
            try await store.store([
                person("anna-1", uuid: 1, at: -10, ["email": "anna@example.org", "name": "Anna"]),
                Sample.event("$create_alias", of: "anna-1", uuid: 2, ["alias": "anna-2"]),
            ])
            let matches = try await store.searchPersons("anna", limit: 20)
            #expect(matches.count == 1)
            #expect(matches.first?.matchedOn == .name)
        },
        StoreCheck("a merged distinct id leads to the person it belongs to now") { store async throws in
            try await store.store([
                Sample.event(of: "device-4711", uuid: 1),
                Sample.event("$identify", of: "u1", uuid: 2, ["$anon_distinct_id": "device-4711"]),
            ])
            let matches = try await store.searchPersons("4711", limit: 20)
            #expect(matches.map(\.person.primaryDistinctID) == ["u1"])
            #expect(matches.map(\.matchedValue) == ["device-4711"])
        },
        StoreCheck("a changed name is found by the new text only") { store async throws in
            try await store.store([person("u1", uuid: 1, at: -10, ["name": "Before"])])
            try await store.store([person("u1", uuid: 2, at: -9, ["name": "After"])])
            #expect(try await found("before", in: store).isEmpty)
            #expect(try await found("after", in: store) == ["u1"])
        },
        StoreCheck("no text has a meaning beyond itself") { store async throws in
            let names = [
                "a\"b\"c", "100%_sure", "x* OR y", "^start", "(paren)", "back\\slash", "col:umn", "-minus-",
                "NEAR(a b)",
                "Ünïcödé", "日本語テキスト",
            ]
            try await store.store(names.enumerated().map { Sample.event(of: $1, uuid: UInt64($0)) })
            for name in names {
                #expect(try await found(name, in: store) == [name], "\(name.debugDescription)")
            }
            for text in ["%%%", "___", "\"\"\"", "***", "AND OR NOT", "日本人", "'''"] {
                #expect(try await found(text, in: store).isEmpty, "\(text)")
            }
            #expect(try await found("ÜNÏ", in: store) == ["Ünïcödé"])
        },
        StoreCheck("the character NUL is searched as any other", needs: .keepsNUL) { store async throws in
            try await store.store([Sample.event(of: "a\0bcd", uuid: 1), Sample.event(of: "abcd", uuid: 2)])
            #expect(try await found("a\0bcd", in: store) == ["a\0bcd"])
            #expect(try await found("a\0cd", in: store).isEmpty)
        },
        StoreCheck("a search needs three characters and a limit") { store async throws in
            try await store.store([Sample.event(of: "abc", uuid: 1)])
            #expect(try await found("ab", in: store).isEmpty)
            #expect(try await found("", in: store).isEmpty)
            #expect(try await found("abc", in: store, limit: 0).isEmpty)
            #expect(try await found("abc", in: store) == ["abc"])
        },
    ]
}

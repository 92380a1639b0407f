import Analytics
import JSON
import Testing

extension EventStoreConformance {
    /// Goes through all pages; `between` runs after each.
    private static func readPages(
        of person: Person, in store: any EventStore, limit: Int, filter: EventFilter = .all,
        between: (Int) async throws -> Void = { _ in }
    ) async throws -> [EventPage] {
        var pages: [EventPage] = []
        var cursor: EventCursor?
        repeat {
            let page = try await store.events(
                of: person, in: Sample.window, matching: filter, page: PageRequest(limit: limit, cursor: cursor))
            pages.append(page)
            cursor = page.nextCursor
            try await between(pages.count)
        } while cursor != nil && pages.count < 1_000
        return pages
    }

    static let pagingChecks: [StoreCheck<any EventStore>] = [
        StoreCheck("events come newest first, those of one moment by descending UUID") { store async throws in
            try await store.store([
                Sample.event(uuid: 5, at: -10), Sample.event(uuid: 1, at: -10), Sample.event(uuid: 9, at: -20),
                Sample.event(uuid: 3, at: -5),
            ])
            let events = try await store.allEvents(of: store.existingPerson("u1"))
            #expect(events.map(\.uuid) == [3, 5, 1, 9].map(Sample.uuid))
        },
        StoreCheck("both ends belong to the window") { store async throws in
            try await store.store((1...5).map { Sample.event(uuid: $0, at: Int64($0) * 10 - 60) })
            let person = try await store.existingPerson("u1")
            let window = TimeWindow(
                start: Sample.event(uuid: 0, at: -40).timestamp, end: Sample.event(uuid: 0, at: -20).timestamp)
            let page = try await store.events(of: person, in: window, matching: .all, page: PageRequest(limit: 10))
            #expect(page.events.map(\.uuid) == [4, 3, 2].map(Sample.uuid))
            #expect(page.total == 3)
            #expect(try await store.activity(of: person, in: window).totalEvents == 3)
            let empty = TimeWindow(start: window.end, end: window.start)
            #expect(try await store.allEvents(of: person, in: empty).isEmpty)
        },
        StoreCheck("pages of equal times lose and repeat nothing") { store async throws in
            // Three distinct ids of one person, forty events at only four moments.
            try await store.store([
                Sample.event("$identify", of: "u1", uuid: 900, at: -70, ["$anon_distinct_id": "a"]),
                Sample.event("$create_alias", of: "u1", uuid: 901, at: -70, ["alias": "b"]),
            ])
            try await store.store(
                (0..<40).map { Sample.event(of: ["u1", "a", "b"][Int($0 % 3)], uuid: $0, at: -Int64($0 % 4)) })
            let person = try await store.existingPerson("u1")
            let everything = try await store.allEvents(of: person)
            #expect(everything.count == 42)
            for limit in [1, 2, 3, 7, 41, 42, 43] {
                let pages = try await readPages(of: person, in: store, limit: limit)
                #expect(pages.flatMap(\.events) == everything, "pages of \(limit)")
                #expect(pages.allSatisfy { $0.total == 42 })
                #expect(pages.dropLast().allSatisfy { $0.events.count == limit })
                #expect(pages.last?.events.isEmpty == false)
            }
        },
        StoreCheck("events that arrive meanwhile disturb no page") { store async throws in
            try await store.store((0..<30).map { Sample.event(uuid: $0, at: -1_000 + Int64($0 / 2)) })
            let person = try await store.existingPerson("u1")
            let pages = try await readPages(of: person, in: store, limit: 4) { number in
                // Newer than every page, and older than the place reached.
                let number = UInt64(number)
                try await store.store([
                    Sample.event(uuid: 100 + number, at: -10 + Int64(number)),
                    Sample.event(uuid: 200 + number, at: -5_000 - Int64(number)),
                ])
            }
            let uuids = pages.flatMap(\.events).map(\.uuid)
            #expect(Set(uuids).count == uuids.count)
            #expect(uuids.prefix(30) == (0..<30).reversed().map(Sample.uuid)[...])
        },
        StoreCheck("a cursor from outside the window is held to it") { store async throws in
            try await store.store((0..<5).map { Sample.event(uuid: $0, at: -Int64($0)) })
            let person = try await store.existingPerson("u1")
            for (moment, count) in [(Int64.max, 5), (.min, 0)] {
                let cursor = EventCursor(timestamp: Timestamp(microseconds: moment), uuid: Sample.uuid(0))
                let page = try await store.events(
                    of: person, in: Sample.window, matching: .all, page: PageRequest(limit: 10, cursor: cursor))
                #expect(page.events.count == count)
            }
        },
        StoreCheck("filters choose the page and the total") { store async throws in
            try await store.store([
                Sample.event("a", uuid: 1, at: -9), Sample.event("b", uuid: 2, at: -8), Sample.error(uuid: 3, at: -7),
                Sample.event("a", uuid: 4, at: -6), Sample.event("payment_error", uuid: 5, at: -5),
                Sample.event("a", uuid: 6, at: -4, ["error_type": "x"]), Sample.event("$exception", uuid: 7, at: -3),
            ])
            let person = try await store.existingPerson("u1")
            func uuids(_ filter: EventFilter) async throws -> [EventID] {
                let pages = try await readPages(of: person, in: store, limit: 2, filter: filter)
                let uuids = pages.flatMap(\.events).map(\.uuid)
                #expect(pages.allSatisfy { $0.total == uuids.count })
                return uuids
            }
            #expect(try await uuids(.named("a")) == [6, 4, 1].map(Sample.uuid))
            #expect(try await uuids(.named("A")) == [])
            #expect(try await uuids(.errors) == [7, 6, 5, 3].map(Sample.uuid))
            #expect(try await store.allEvents(of: person).filter(\.isError).count == 4)
        },
        StoreCheck("other persons' events are never shown") { store async throws in
            try await store.store((0..<20).map { Sample.event(of: "u\($0 % 2)", uuid: $0) })
            let events = try await store.allEvents(of: store.existingPerson("u0"))
            #expect(events.count == 10)
            #expect(events.allSatisfy { $0.distinctID == "u0" })
        },
        StoreCheck("a page of nothing still has the total") { store async throws in
            try await store.store([Sample.event(uuid: 1)])
            let page = try await store.events(
                of: store.existingPerson("u1"), in: Sample.window, matching: .all, page: PageRequest(limit: 0))
            #expect(page.events.isEmpty)
            #expect(page.total == 1)
        },
    ]
}

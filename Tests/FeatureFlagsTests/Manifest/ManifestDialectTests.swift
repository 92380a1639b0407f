import FeatureFlags
import Testing

@Suite struct ManifestDialectTests {
    @Test(
        arguments: [
            (nil, nil, nil, .reference, .reference),
            (nil, nil, nil, .sync, .sync),
            (nil, "openfeature-cli/sync", "application/json", .reference, .sync),
            (nil, "openfeature-cli/0.4.1", nil, .reference, .sync),
            (nil, "curl/8.5", "*/*", .reference, .reference),
            (nil, "my openfeature-cli/1", nil, .reference, .reference),
            (nil, nil, "application/vnd.openfeature.sync.v0+json", .reference, .sync),
            (nil, nil, "text/html, Application/VND.openfeature.sync.v0+json; q=0.5", .reference, .sync),
            (nil, nil, "application/vnd.openfeature.sync.v0+json;q=0, application/json", .reference, .reference),
            (nil, nil, "application/vnd.openfeature.sync.v0+json;q=0.0", .reference, .reference),
            ("sync", nil, nil, .reference, .sync),
            ("reference", "openfeature-cli/sync", nil, .sync, .reference),
        ] as [(String?, String?, String?, ManifestDialect, ManifestDialect)])
    func theDialectIsChosenByWhatTheCallerSaysAndIs(
        query: String?, userAgent: String?, accept: String?, otherwise: ManifestDialect, expected: ManifestDialect
    ) throws {
        #expect(
            try ManifestDialect.choose(query: query, userAgent: userAgent, accept: accept, otherwise: otherwise)
                == expected)
    }

    @Test func anUnknownDialectIsRefused() {
        let error = #expect(throws: ManifestError.self) { try ManifestDialect.choose(query: "v2") }
        #expect(
            error
                == .invalid([
                    ManifestProblem("dialect", .invalidValue, "The dialect must be reference or sync, got v2.")
                ]))
    }
}

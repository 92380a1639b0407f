import Testing

@testable import Gateway

struct FlagSettingsTests {
    @Test(
        "a wrong value stops the start and names the variable",
        arguments: [
            ("MANIFEST_DIALECT", "proxy"), ("DEFAULT_ROLLOUT_PERCENTAGE", "101"), ("DEFAULT_ROLLOUT_PERCENTAGE", "x"),
            ("DEFAULT_ROLLOUT_PERCENTAGE", "nan"), ("COERCE_NUMERIC_STRINGS", "maybe"),
            ("ARCHIVE_INSTEAD_OF_DELETE", "2"), ("CORS_ALLOWED_ORIGINS", "shop.example"),
            ("CORS_ALLOWED_ORIGINS", "https://shop.example/path"), ("CORS_ALLOWED_ORIGINS", "https://*.example"),
        ])
    func wrong(variable: String, value: String) throws {
        let error = try #require(throws: SettingError.self) {
            try Settings { $0 == variable ? value : nil }
        }
        #expect("\(error)".contains(variable))
    }

    @Test func theDocumentedDefaultsHold() throws {
        let settings = try Settings { _ in nil }
        #expect(settings.archivesInsteadOfDeleting)
        #expect(settings.allowedOrigins.allowed("https://shop.example") == nil)
    }

    @Test func originsAreComparedWhole() throws {
        let origins = try AllowedOrigins(["https://Shop.example", "http://localhost:3000"])
        #expect(origins.allowed("https://shop.example") == "https://shop.example")
        #expect(origins.allowed("https://shop.example:8443") == nil)
        #expect(origins.allowed("http://shop.example") == nil)
        #expect(origins.allowed("https://shop.example.evil.example") == nil)
        #expect(origins.allowed(nil) == nil)
    }
}

import FeatureFlags
import Foundation
import Testing

@testable import PostHogEngine

struct TimeZoneDatabaseTests {
    @Test func utcNeedsNoFile() {
        #expect(TimeZoneDatabase(directory: "/nowhere").zone(named: "UTC") == .utc)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Asia/Kathmandu"), "needs tzdata"))
    func aZoneIsReadByItsName() throws {
        let zone = try #require(TimeZoneDatabase.system.zone(named: "Asia/Kathmandu"))
        #expect(zone.name == "Asia/Kathmandu")
    }

    @Test func onlyNamesOfZonesAreLookedFor() throws {
        let directory = TemporaryDirectory()
        let file = directory.file("zoneinfo/x")
        try LocalDatabase.makeDirectory(of: file)
        let zone = try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/UTC"))
        try zone.write(to: URL(fileURLWithPath: file))
        try zone.write(to: URL(fileURLWithPath: directory.file("outside")))
        let database = TimeZoneDatabase(directory: directory.file("zoneinfo"))
        #expect(database.zone(named: "x") != nil)
        for name in ["", "/", "../outside", "./x", "x/", "/x", "x/../x", "x\0", "missing", "x x"] {
            #expect(database.zone(named: name) == nil, "\(name)")
        }
    }
}

import Analytics
import Foundation
import JSON
import Testing

@testable import Gateway

struct MigrationTests {
    private static let day = Timestamp(seconds: 1_795_132_800)

    private func count(_ event: String, _ count: Int) -> DailyEventCount {
        DailyEventCount(day: Self.day, event: event, count: count)
    }

    @Test func onlyDaysAndNamesOfTheSourceAreCompared() {
        let comparison = CountComparison(
            source: [count("a", 2), count("b", 3), count("c", 1)],
            target: [count("a", 2), count("b", 5), count("other", 9)])
        #expect(comparison.compared == 3)
        #expect(comparison.missing == [.init(day: Self.day, event: "c", source: 1, target: 0)])
        #expect(comparison.additional == [.init(day: Self.day, event: "b", source: 3, target: 5)])
    }

    @Test func progressSurvivesItsFile() throws {
        let directory = NSTemporaryDirectory() + "migration-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let file = MigrationFile(directory: directory)
        #expect(try file.progress(to: "host/1") == nil)
        var progress = MigrationProgress(target: "host/1")
        progress.place = 17
        progress.sentEvents = 16
        try file.keep(progress)
        #expect(try file.progress(to: "host/1") == progress)
        #expect(try file.progress(to: "host/2") == nil)
        try Data("{".utf8).write(to: URL(fileURLWithPath: file.path))
        #expect(throws: MigrationError.self) { try file.progress(to: "host/1") }
    }

    @Test func aHashedIdIsAUUIDOfVersionEight() {
        let text = EventID(hashing: "x").description
        #expect(Array(text)[14] == "8")
        #expect("89ab".contains(Array(text)[19]))
        #expect(EventID(hashing: "x") != EventID(hashing: "y"))
    }

    @Test(arguments: [
        (0, "[..............................] 0 of 200 events, 0 per second, unknown left"),
        (100, "[###############...............] 100 of 200 events, 50 per second, 2 s left"),
        (200, "[##############################] 200 of 200 events, 100 per second, 0 s left"),
    ])
    func theMeterTellsShareRateAndTime(done: Int, line: String) {
        let start = ContinuousClock.now
        let meter = MigrationMeter(total: 200, startedAt: start)
        #expect(meter.line(done: done, at: start + .seconds(2)) == line)
    }
}

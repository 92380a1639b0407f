import Analytics
import JSON
import Logging
import SQLiteEngine

enum EngineFixture {
    static let noon = Timestamp(seconds: 1_795_176_000)
    static let window = TimeWindow(days: 30, until: noon)

    static func open(
        _ directory: TemporaryDirectory, _ configuration: SQLiteEngineConfiguration = SQLiteEngineConfiguration()
    ) throws -> SQLiteEngine {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return try SQLiteEngine(directory: directory.path, configuration: configuration, logger: logger)
    }

    static func event(_ number: UInt64, of user: String = "u1", _ properties: JSONObject = [:]) -> CapturedEvent {
        CapturedEvent(
            uuid: EventID(high: 1, low: number), event: "page", distinctID: user,
            timestamp: noon.advanced(byMicroseconds: -Int64(number)), properties: properties)
    }

    static func count(_ engine: SQLiteEngine, of user: String = "u1") async throws -> Int {
        guard let person = try await engine.person(distinctID: user) else { return 0 }
        return try await engine.activity(of: person, in: window).totalEvents
    }
}

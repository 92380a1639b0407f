import Foundation
import JSON
import Logging

/// Writes one JSON object per line to standard error; nothing is formatted before a line is written.
///
/// swift-log's own stream handler formats metadata whenever it is set, which is once per request here.
struct StandardErrorLogHandler: LogHandler {
    let label: String
    var logLevel = Logger.Level.notice
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = JSONWriter(capacity: 256)
        line.object { entry in
            entry.field("time", SystemClock().now)
            entry.field("level", event.level.rawValue)
            entry.field("message", event.message.description)
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            for (key, value) in all.sorted(by: { $0.key < $1.key }) { entry.field(key, "\(value)") }
        }
        // One write, so that lines of several processes do not mix.
        var bytes = line.bytes
        bytes.append(UInt8(ascii: "\n"))
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

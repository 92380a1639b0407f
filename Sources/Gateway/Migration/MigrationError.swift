import Glibc

/// Why a move to PostHog stopped; it can be started again.
enum MigrationError: Error, CustomStringConvertible {
    case file(_ path: String, _ errno: Int32)
    case unreadableProgress(_ path: String)
    case unsetSettings(_ names: [String])

    var description: String {
        switch self {
        case .file(let path, let number): "\(path): \(String(cString: strerror(number)))"
        case .unreadableProgress(let path): "\(path) is not what an earlier run wrote; remove it to start anew"
        case .unsetSettings(let names): "set \(names.joined(separator: " and ")) to say where to move"
        }
    }
}

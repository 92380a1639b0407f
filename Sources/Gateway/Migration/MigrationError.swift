import Analytics
import FeatureFlags
import Glibc
import PostHogClient

/// Why a move to PostHog stopped; it can be started again.
enum MigrationError: Error, CustomStringConvertible {
    case file(_ path: String, _ errno: Int32)
    case unreadableProgress(_ path: String)
    /// A variable is missing or wrong.
    case setting(_ text: String)
    case noStore(_ directory: String)
    /// Another process moves the same store.
    case running(_ path: String)
    case notConfirmed(_ text: String)
    case refused(_ text: String)
    case outOfReach(_ text: String)

    var status: MigrationStatus {
        switch self {
        case .file, .unreadableProgress, .setting, .noStore, .running, .notConfirmed: .settings
        case .refused: .refused
        case .outOfReach: .outOfReach
        }
    }

    var description: String {
        switch self {
        case .file(let path, let number): "\(path): \(String(cString: strerror(number)))"
        case .unreadableProgress(let path): "\(path) is not what an earlier run wrote; remove it to start anew"
        case .noStore(let directory):
            "\(directory) holds no embedded store (gateway.sqlite); GATEWAY_DATA_DIR names the directory"
        case .running(let path): "another migrate is under way: it holds \(path)"
        case .setting(let text), .notConfirmed(let text): text
        case .refused(let text): "PostHog refuses: \(text)"
        case .outOfReach(let text): "\(text); run it again later, it goes on where it stopped"
        }
    }
}

extension MigrationError {
    init(_ error: PostHogError) {
        let call = error.call.map { "\($0): " } ?? ""
        switch error.kind {
        case .configuration: self = .setting(error.detail)
        case .throttled, .server, .queryTimeout, .unreachable, .timeout, .limited, .cancelled, .malformed, .tooLarge:
            self = .outOfReach("\(call)\(error.detail)")
        default: self = .refused("\(call)\(error.status.map { "\($0) " } ?? "")\(error.detail)")
        }
    }

    init(_ error: EventStoreError) {
        switch error.code {
        case .upstream(let status) where status < 500: self = .refused("\(status) \(error.message)")
        default: self = .outOfReach(error.message)
        }
    }

    init(_ error: FlagStoreError) {
        switch error {
        case .unavailable, .unusable, .failed: self = .outOfReach(error.description)
        case .upstream(let status, _) where status >= 500: self = .outOfReach(error.description)
        default: self = .refused(error.description)
        }
    }
}

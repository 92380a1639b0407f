import Glibc
import Synchronization

/// Talks to whoever runs a move: results on standard output, progress and complaints on standard error.
final class MigrationConsole: Sendable {
    private struct State {
        var shownAt: ContinuousClock.Instant?
        var isLineOpen = false
    }

    /// Whether a line can be overwritten; otherwise, in a log file for example, lines follow each other now and then.
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let state = Mutex(State())

    private var pause: Duration { isTerminal ? .milliseconds(100) : .seconds(10) }

    func say(_ line: String) {
        endLine()
        Self.write(line + "\n", to: STDOUT_FILENO)
    }

    func complain(_ line: String) {
        endLine()
        Self.write("posthog-gateway migrate: \(line)\n", to: STDERR_FILENO)
    }

    /// Shows how far it is, unless it was shown a moment ago.
    func show(at now: ContinuousClock.Instant, isLast: Bool = false, _ line: () -> String) {
        let isDue = state.withLock { state in
            guard isLast || state.shownAt.map({ $0.duration(to: now) >= pause }) ?? true else { return false }
            state.shownAt = now
            state.isLineOpen = isTerminal && !isLast
            return true
        }
        guard isDue else { return }
        Self.write(isTerminal ? "\r\(line())\u{1B}[K\(isLast ? "\n" : "")" : line() + "\n", to: STDERR_FILENO)
    }

    /// Asks for a "yes"; nil when nobody is there to answer.
    func confirms(_ question: String) -> Bool? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        endLine()
        Self.write("\(question) [y/N] ", to: STDERR_FILENO)
        let answer = readLine()?.lowercased()
        return answer == "y" || answer == "yes"
    }

    private func endLine() {
        let isOpen = state.withLock { state in
            defer { state.isLineOpen = false }
            return state.isLineOpen
        }
        if isOpen { Self.write("\n", to: STDERR_FILENO) }
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            bytes = bytes.dropFirst(max(0, count))
        }
    }
}

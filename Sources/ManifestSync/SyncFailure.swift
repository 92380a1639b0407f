/// Why a command cannot go on.
public enum SyncFailure: Error, Sendable, Equatable {
    /// An option or variable has a wrong value; one line that names it.
    case usage(String)
    /// A file cannot be read, written or understood; a line for each problem.
    case file([String])
    /// The caller is not let in, or may not do this at all: trying another flag is of no use.
    case notAllowed(String)
    /// The gateway refuses this one flag.
    case refused(String)
    /// No gateway, or no usable answer.
    case unreachable(String)

    public var status: SyncStatus {
        switch self {
        case .usage, .file: .usage
        case .notAllowed, .refused: .refused
        case .unreachable: .unreachable
        }
    }

    /// What to print, line by line.
    public var lines: [String] {
        switch self {
        case .file(let lines): lines
        case .usage(let line), .notAllowed(let line), .refused(let line), .unreachable(let line): [line]
        }
    }
}

/// How a command ended, as its exit code tells.
public enum SyncStatus: Int32, Sendable, Hashable {
    /// Nothing differs, or everything is done.
    case done = 0
    /// Differences were found and nothing was to be done about them.
    case differs = 1
    /// Wrong usage, or a file that cannot be read or written.
    case usage = 2
    /// The gateway refused: who asks, or what is asked.
    case refused = 3
    /// The gateway is out of reach or gives no usable answer.
    case unreachable = 4

    /// The codes with their meanings, for the help of the commands.
    public static let help = """
        Exit codes: 0 nothing differs, or done; 1 differences found (diff, push --dry-run); 2 wrong usage or file; \
        3 the gateway refused (token, permission, validation); 4 the gateway is out of reach or gives no usable answer.
        """
}

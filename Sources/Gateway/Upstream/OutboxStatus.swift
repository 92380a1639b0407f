/// What a look into the outbox came to, as the exit code of the process.
public enum OutboxStatus: Int32, Sendable {
    /// No refused event is kept.
    case clear = 0
    /// Refused events are kept, and were listed.
    case refusals = 1
    /// A setting or an argument is wrong.
    case settings = 2
    /// The outbox cannot be read or written now.
    case outOfReach = 4

    public static let help = """
        Exit codes: 0 no refused event is kept, 1 some are and have been listed, 2 a setting or argument is wrong, 4 \
        the outbox cannot be read or written.
        """
}

/// What a move to PostHog came to, as the exit code of the process.
public enum MigrationStatus: Int32, Sendable {
    /// Everything is in the project; in a trial run, nothing is left to move.
    case moved = 0
    /// Something differs or was left out; it has been listed. In a trial run, there is something to move.
    case differences = 1
    /// A setting or an argument is wrong, or the move was not confirmed.
    case settings = 2
    /// PostHog answered, and will not take it.
    case refused = 3
    /// PostHog or the store cannot be reached now.
    case outOfReach = 4

    public static let help = """
        Exit codes: 0 everything is there, 1 something differs or was left out and has been listed (with --dry-run: \
        there is something to move), 2 a setting or argument is wrong or the move was not confirmed, 3 PostHog \
        refused, 4 PostHog or the store is out of reach: run it again, it goes on where it stopped.
        """
}

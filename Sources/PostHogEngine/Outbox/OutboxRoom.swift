import Analytics
import GRDB
import Logging

/// Sees to it that what waits can always leave the outbox, however full the disk is.
///
/// Even deleting writes: into SQLite's log, and from there into the file. So events are taken only while the reserve is
/// held and the log could still be carried over, and the reserve is given up when a delivery finds no room.
struct OutboxRoom: Sendable {
    /// How much larger events are in log and file together than they are counted, about.
    private static let growth = 3
    /// Events of this size should always find room, in bytes.
    private static let comfort = 4 * 1_024 * 1_024
    private static let isFull: Logger.Message =
        "the disk is full: events are refused until there is room; those that wait are delivered"

    private let reserve: DiskReserve
    private let logPath: String
    private let logger: Logger

    init(directory: DataDirectory, reserveBytes: Int, logger: Logger) {
        reserve = DiskReserve(directory: directory, bytes: Int64(reserveBytes))
        logPath = directory.file(Outbox.fileName + "-wal")
        self.logger = logger
    }

    /// Whether the outbox should give back what it does not need.
    var isShort: Bool { !mayAdd(Self.comfort) }

    /// Whether events of this size may be added.
    func mayAdd(_ bytes: Int) -> Bool {
        guard reserve.isHeld else { return false }
        guard let free = reserve.freeBytes else { return true }
        let (growth, overflow) = Int64(bytes).multipliedReportingOverflow(by: Int64(Self.growth))
        return !overflow && free - (FileState(path: logPath)?.size ?? 0) >= growth
    }

    /// Makes room for a start on a full disk.
    func prepareStart() {
        reserve.releaseWhenDiskIsFull()
    }

    /// Takes the reserve after a start.
    func start() {
        if !reserve.take() { logger.warning(Self.isFull) }
    }

    /// Gives the reserve up after an error, when that may help.
    /// - Returns: whether it did.
    func makeRoom(after error: any Error) -> Bool {
        guard let error = error as? DatabaseError,
            error.resultCode == .SQLITE_FULL || error.resultCode == .SQLITE_IOERR, reserve.release()
        else { return false }
        logger.warning(Self.isFull)
        return true
    }

    /// Takes the reserve, as soon as the disk has room for it.
    func keepRoom() {
        guard !reserve.isHeld, reserve.take() else { return }
        logger.notice("the disk has room again: events are taken")
    }
}

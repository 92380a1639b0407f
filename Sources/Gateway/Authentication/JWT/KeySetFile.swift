import Analytics
import Glibc
import Logging
import Synchronization

/// The key set in a file, read again when the file changes.
///
/// The last good keys stay in use while the file is missing or wrong, and the log says so once per change.
final class KeySetFile: Sendable {
    let path: String
    private let logger: Logger
    private let state: Mutex<State>

    private struct State {
        var keys: VerificationKeySet
        var version: Int
        var stamp: Stamp?
        var nextLook: Timestamp
    }

    /// What shows that a file was written to or replaced.
    private struct Stamp: Equatable {
        let seconds: Int
        let nanoseconds: Int
        let size: Int64
        let inode: UInt64
    }

    /// How long a change may go unnoticed.
    static let lookIntervalMicroseconds = Timestamp.microsecondsPerSecond

    /// Reads the file for the first time; here a problem is an error.
    init(path: String, logger: Logger) async throws(SettingError) {
        self.path = path
        self.logger = logger
        func error(_ problem: String) -> SettingError {
            SettingError(
                "JWT_JWKS_FILE", "names a file that \(problem)",
                allowed: "the path of a JSON Web Key Set with at least one public key")
        }
        let stamp = Self.stamp(of: path)
        guard let bytes = Self.bytes(of: path) else { throw error("cannot be read") }
        do throws(VerificationKeySet.Failure) {
            let keys = try await VerificationKeySet(parsing: bytes)
            state = Mutex(State(keys: keys, version: 1, stamp: stamp, nextLook: Timestamp(microseconds: .min)))
        } catch let failure {
            throw error(failure.description)
        }
    }

    /// The keys, and a number that rises when they change.
    func current(at now: Timestamp) async -> (keys: VerificationKeySet, version: Int) {
        let isTimeToLook = state.withLock { state in
            guard now >= state.nextLook else { return false }
            state.nextLook = now.advanced(byMicroseconds: Self.lookIntervalMicroseconds)
            return true
        }
        if isTimeToLook { await reloadIfChanged() }
        return state.withLock { ($0.keys, $0.version) }
    }

    private func reloadIfChanged() async {
        let stamp = Self.stamp(of: path)
        let isChanged = state.withLock { state in
            guard state.stamp != stamp else { return false }
            state.stamp = stamp
            return true
        }
        guard isChanged else { return }
        guard let bytes = Self.bytes(of: path) else {
            logger.warning("JWT_JWKS_FILE cannot be read; the keys read before stay in use")
            return
        }
        do throws(VerificationKeySet.Failure) {
            let keys = try await VerificationKeySet(parsing: bytes)
            state.withLock { state in
                // Of two readers the one that saw the newest file wins.
                guard state.stamp == stamp else { return }
                state.keys = keys
                state.version += 1
            }
            logger.info("read JWT_JWKS_FILE again", metadata: ["keys": "\(keys.keys.count)"])
        } catch {
            logger.warning("JWT_JWKS_FILE \(error); the keys read before stay in use")
        }
    }

    private static func stamp(of path: String) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Stamp(
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec, size: Int64(status.st_size),
            inode: UInt64(status.st_ino))
    }

    private static func bytes(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return [UInt8](readingToEndOf: descriptor, limit: VerificationKeySet.maximumBytes)
    }
}

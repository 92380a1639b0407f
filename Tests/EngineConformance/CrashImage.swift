import Foundation
import Glibc

/// The files of a store as a process leaves them that is killed now.
public enum CrashImage {
    /// Copies a directory and all it holds; `copy` must not exist yet.
    ///
    /// Another process copies: one that uses SQLite must not open and close the files itself, or it loses its locks
    /// on them. It is not started by `Foundation.Process`, which reads behind the end of its list of open files and
    /// crashes when many are open.
    public static func take(of directory: String, to copy: String) throws {
        let arguments = (["cp", "-R", directory, copy] as [String]).map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let problem = posix_spawn(&process, "/bin/cp", nil, nil, arguments + [nil], [nil])
        guard problem == 0 else { throw POSIXError(POSIXErrorCode(rawValue: problem) ?? .EIO) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .ECHILD) }
        }
        guard status == 0 else { throw CocoaError(.fileWriteUnknown) }
        // The log's index is memory of processes that run; after a crash it is made anew.
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: copy) where name.hasSuffix("-shm") {
            try files.removeItem(atPath: copy + "/" + name)
        }
    }
}

import Foundation

/// A directory of its own for one test, removed with it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "posthog-engine-tests-" + UUID().uuidString
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { path + "/" + name }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    /// The rights of a file, for example 0o600.
    func permissions(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: file(name))
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }

    /// Copies the files as they are on disk now: what a process leaves that is killed at this moment.
    ///
    /// Another process copies them: one that uses SQLite must not open and close the files itself, or it loses its
    /// locks on them.
    func copy() throws -> TemporaryDirectory {
        let copy = TemporaryDirectory()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/cp")
        process.arguments = ["-R", path, copy.path]
        try process.run()
        process.waitUntilExit()
        // The log's index is memory of processes that run; after a crash it is made anew.
        try? FileManager.default.removeItem(atPath: copy.file("outbox.sqlite-shm"))
        return copy
    }
}

import EngineConformance
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

    /// A copy of the files as they are on disk now: what a process leaves that is killed at this moment.
    func copy() throws -> TemporaryDirectory {
        let copy = TemporaryDirectory()
        try CrashImage.take(of: path, to: copy.path)
        return copy
    }
}

import Foundation
import Testing

@testable import PostHogEngine

struct LocalFilesTests {
    @Test func aLockIsHeldByOneAtATime() async throws {
        let directory = TemporaryDirectory()
        try LocalDatabase.makeDirectory(of: directory.file("x"))
        let (one, two) = (SharedLock(path: directory.file("x.lock")), SharedLock(path: directory.file("x.lock")))
        var hold = try one.tryHold()
        #expect(hold != nil)
        #expect(try two.tryHold() == nil)
        #expect(try await two.hold(within: .milliseconds(30)) == nil)
        hold = nil
        #expect(try two.tryHold() != nil)
        _ = hold
    }

    @Test func whoWaitsForALockGetsIt() async throws {
        let directory = TemporaryDirectory()
        try LocalDatabase.makeDirectory(of: directory.file("x"))
        let lock = SharedLock(path: directory.file("x.lock"))
        let counts = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { try await lock.hold(within: .seconds(30)) != nil } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(counts == 20)
    }

    @Test func aFileIsReplacedWholeAndPrivate() throws {
        let directory = TemporaryDirectory()
        try LocalDatabase.makeDirectory(of: directory.file("x"))
        let file = ReplacedFile(path: directory.file("x"))
        #expect(try file.read() == nil)
        #expect(file.state == nil)
        let first = try file.replace(with: [[1, 2], [3]])
        #expect(try file.read()?.bytes == [1, 2, 3])
        #expect(file.state == first)
        #expect(try directory.permissions("x") == 0o600)
        let second = try file.replace(with: [[4, 5, 6]])
        #expect(second != first)
        #expect(try file.read()?.bytes == [4, 5, 6])
        // Nothing is left beside it.
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["x"])
    }

    @Test func aDirectoryThatCannotBeWrittenIsAnError() {
        #expect(throws: LocalFileError.self) {
            try ReplacedFile(path: "/proc/none/x").replace(with: [[1]])
        }
    }

    /// The time may be up before the waiting has begun.
    @Test(.timeLimit(.minutes(10))) func aWaitOfNoTimeEnds() async {
        let wake = WakeUp()
        for _ in 0..<20_000 { await wake.wait(atMost: .zero) }
    }

    /// Whoever is not woken waits longer than the test may take.
    @Test(.timeLimit(.minutes(10))) func whoIsWokenBeforeWaitingDoesNotWait() async {
        let wake = WakeUp()
        wake.wake()
        await wake.wait(atMost: .seconds(3_600))
        await wake.wait(atMost: .milliseconds(1))
        let waiting = Task { await wake.wait(atMost: .seconds(3_600)) }
        wake.wake()
        await waiting.value
        let cancelled = Task { await wake.wait(atMost: .seconds(3_600)) }
        cancelled.cancel()
        await cancelled.value
    }
}

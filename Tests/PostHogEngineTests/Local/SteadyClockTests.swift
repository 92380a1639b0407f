import Analytics
import Synchronization
import Testing

@testable import PostHogEngine

struct SteadyClockTests {
    /// A system's time that can be set, in seconds after noon.
    private final class System: Sendable {
        let state = Mutex((wall: Int64(0), elapsed: Int64(0)))

        func clock() -> SteadyClock {
            SteadyClock(
                wall: { FlagsFixture.later(self.state.withLock(\.wall)) },
                elapsed: { .seconds(self.state.withLock(\.elapsed)) })
        }

        /// - Parameter jump: by how much the time is set besides.
        func pass(_ seconds: Int64, jump: Int64 = 0) {
            state.withLock { state in
                state.elapsed += seconds
                state.wall += seconds + jump
            }
        }
    }

    @Test(arguments: [0, 7_200, -7_200] as [Int64])
    func itGoesOnEvenlyAndMarksAreReadByTheTimeOfNow(_ jump: Int64) {
        let system = System()
        let clock = system.clock()
        system.pass(10, jump: jump)
        #expect(clock.now == FlagsFixture.later(10))
        #expect(clock.wallTime(of: FlagsFixture.later(4)) == FlagsFixture.later(4 + jump))
        #expect(clock.moment(ofMark: FlagsFixture.later(7 + jump)) == FlagsFixture.later(7))
        #expect(clock.moment(ofMark: FlagsFixture.later(5_000 + jump)) == FlagsFixture.later(10))
    }

    @Test func aMarkOfTheFutureAgesFromWhenItWasSeen() {
        let system = System()
        let clock = system.clock()
        var seen = SeenMark()
        seen.see(nil, by: clock)
        #expect(seen.moment == nil)
        seen.see(FlagsFixture.later(7_200), by: clock)
        #expect(seen.moment == FlagsFixture.later(0))
        system.pass(60)
        seen.see(FlagsFixture.later(7_200), by: clock)
        #expect(seen.moment == FlagsFixture.later(0))
        seen.see(FlagsFixture.later(59), by: clock)
        #expect(seen.moment == FlagsFixture.later(59))
    }

    @Test func aMarkThatWasSeenStaysWhereItWasWhenTheClockIsSet() {
        let system = System()
        let clock = system.clock()
        system.pass(10)
        var seen = SeenMark()
        seen.see(FlagsFixture.later(9), by: clock)
        system.pass(5, jump: -7_200)
        seen.see(FlagsFixture.later(9), by: clock)
        #expect(seen.moment == FlagsFixture.later(9))
    }
}

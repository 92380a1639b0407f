import Testing

@testable import PostHogClient

struct AdmissionTests {
    private let far = Duration.seconds(100_000)

    @Test func callsWithinTheAllowanceStartAtOnce() {
        var admission = Admission(.init(perMinute: 3), maximumWaiting: 10)
        for ticket in 1...3 {
            #expect(admission.request(UInt64(ticket), now: .zero, deadline: far) == .admitted)
        }
        #expect(admission.request(4, now: .zero, deadline: far) == .waiting)
        #expect(admission.nextChange(now: .zero) == .seconds(60))
    }

    /// Whatever the pattern, no window of 60 seconds holds more calls than allowed.
    @Test(arguments: [1, 2, 5, 50]) func noWindowHoldsMoreThanTheAllowance(perMinute: Int) {
        var admission = Admission(.init(perMinute: perMinute), maximumWaiting: 100)
        var starts: [Duration] = []
        var now = Duration.zero
        var ticket: UInt64 = 0
        for step in 0..<2_000 {
            now += .milliseconds((step * 7_919) % 1_500)
            starts += Array(repeating: now, count: admission.advance(to: now).admitted.count)
            admission.release()
            ticket += 1
            if admission.request(ticket, now: now, deadline: far) == .admitted { starts.append(now) }
        }
        #expect(starts.count > perMinute)
        for (first, last) in zip(starts, starts.dropFirst(perMinute)) {
            #expect(last - first >= .seconds(60))
        }
    }

    @Test func theHourCountsBesideTheMinute() {
        var admission = Admission(.init(perMinute: 2, perHour: 3), maximumWaiting: 10)
        #expect(admission.request(1, now: .zero, deadline: far) == .admitted)
        #expect(admission.request(2, now: .zero, deadline: far) == .admitted)
        #expect(admission.request(3, now: .seconds(60), deadline: far) == .admitted)
        let answer = admission.request(4, now: .seconds(120), deadline: .seconds(150))
        #expect(answer == .refused(retryAfter: .seconds(3_480)))
    }

    @Test func waitersStartInTheOrderTheyAsked() {
        var admission = Admission(.init(concurrency: 2), maximumWaiting: 10)
        for ticket in 1...5 { _ = admission.request(UInt64(ticket), now: .zero, deadline: far) }
        admission.release()
        #expect(admission.advance(to: .seconds(1)).admitted == [3])
        admission.release()
        admission.release()
        #expect(admission.advance(to: .seconds(2)).admitted == [4, 5])
    }

    @Test func aLateCallDoesNotOvertakeWhoWaits() {
        var admission = Admission(.init(concurrency: 1), maximumWaiting: 10)
        _ = admission.request(1, now: .zero, deadline: far)
        _ = admission.request(2, now: .zero, deadline: far)
        admission.release()
        #expect(admission.request(3, now: .zero, deadline: far) == .waiting)
        #expect(admission.advance(to: .zero).admitted == [2])
    }

    @Test func aPlaceThatComesTooLateIsRefusedAtOnce() {
        var admission = Admission(.init(perMinute: 1), maximumWaiting: 10)
        #expect(admission.request(1, now: .zero, deadline: far) == .admitted)
        #expect(
            admission.request(2, now: .seconds(10), deadline: .seconds(40)) == .refused(retryAfter: .seconds(50)))
        #expect(admission.request(3, now: .seconds(10), deadline: .seconds(61)) == .waiting)
        #expect(
            admission.request(4, now: .seconds(10), deadline: .seconds(61)) == .refused(retryAfter: .seconds(60)))
    }

    @Test func theQueueIsBounded() {
        var admission = Admission(.init(concurrency: 1), maximumWaiting: 2)
        for ticket in 1...3 { _ = admission.request(UInt64(ticket), now: .zero, deadline: far) }
        #expect(admission.request(4, now: .zero, deadline: far) == .refused(retryAfter: .seconds(1)))
    }

    @Test func whoWithdrewIsPassedOver() {
        var admission = Admission(.init(concurrency: 1), maximumWaiting: 5)
        for ticket in 1...3 { _ = admission.request(UInt64(ticket), now: .zero, deadline: far) }
        let withdrawn = [admission.withdraw(2), admission.withdraw(2)]
        #expect(withdrawn == [true, false])
        admission.release()
        #expect(admission.advance(to: .seconds(1)).admitted == [3])
    }

    @Test func whoseTimeIsUpLearnsIt() {
        var admission = Admission(.init(concurrency: 1), maximumWaiting: 5)
        _ = admission.request(1, now: .zero, deadline: far)
        _ = admission.request(2, now: .zero, deadline: .seconds(5))
        #expect(admission.nextChange(now: .zero) == .seconds(5))
        #expect(admission.advance(to: .seconds(4)) == Admission.Changes())
        #expect(admission.advance(to: .seconds(5)).refused == [2: .seconds(1)])
        #expect(admission.nextChange(now: .seconds(5)) == nil)
    }

    @Test func aPauseHoldsEveryoneBack() {
        var admission = Admission(.init(perMinute: 100), maximumWaiting: 5)
        admission.pause(until: .seconds(30))
        #expect(admission.request(1, now: .zero, deadline: far) == .waiting)
        #expect(admission.request(2, now: .zero, deadline: .seconds(20)) == .refused(retryAfter: .seconds(30)))
        #expect(admission.advance(to: .seconds(29)).admitted.isEmpty)
        #expect(admission.advance(to: .seconds(30)).admitted == [1])
    }

    @Test func whoIsRefusedHoldsNobodyBack() {
        var admission = Admission(.init(perMinute: 1), maximumWaiting: 5)
        #expect(admission.request(1, now: .zero, deadline: far) == .admitted)
        #expect(admission.request(2, now: .zero, deadline: .seconds(61)) == .waiting)
        #expect(admission.request(3, now: .zero, deadline: .seconds(68)) == .waiting)
        admission.pause(until: .seconds(65))
        #expect(admission.advance(to: .seconds(10)) == Admission.Changes(refused: [2: .seconds(55)]))
        #expect(admission.advance(to: .seconds(65)).admitted == [3])
    }

    @Test func theDefaultsStayBelowPostHogsLimits() {
        let limits = PostHogLimits()
        let published: [(EndpointFamily, Int, Int)] = [
            (.general, 480, 4_800), (.analytics, 240, 1_200), (.persons, 180, 1_200), (.query, 240, 2_400),
        ]
        for (family, minute, hour) in published {
            #expect(limits[family].perMinute.map { $0 < minute } == true, "\(family)")
            #expect(limits[family].perHour.map { $0 < hour } == true, "\(family)")
        }
        #expect(limits[.query].concurrency == 3)
        #expect(limits[.flagDefinitions].perMinute.map { $0 < 600 } == true)
    }
}

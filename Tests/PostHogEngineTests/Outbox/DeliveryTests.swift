import Analytics
import Testing

@testable import PostHogEngine

struct DeliveryTests {
    @Test(arguments: [200, 201, 204])
    func successMeansDelivered(_ status: Int) {
        #expect(DeliveryVerdict(.status(status, text: "", retryAfterSeconds: nil)) == .delivered)
    }

    @Test(arguments: [400, 413, 422])
    func answersAboutTheEventsRefuseThem(_ status: Int) {
        #expect(
            DeliveryVerdict(.status(status, text: "bad", retryAfterSeconds: nil))
                == .refused(status: status, reason: "bad"))
    }

    @Test(arguments: [408, 425, 429, 500, 502, 503, 504, 599])
    func overloadAndOutageAreTriedAgain(_ status: Int) {
        guard
            case .retry(let seconds, let reason) = DeliveryVerdict(
                .status(status, text: "wait", retryAfterSeconds: 7))
        else {
            Issue.record("\(status) is not tried again")
            return
        }
        #expect(seconds == 7)
        #expect(reason.contains("\(status)"))
        #expect(reason.contains("wait"))
    }

    @Test(arguments: [301, 401, 402, 403, 404, 405, 415])
    func wrongSettingsLoseNoEvent(_ status: Int) {
        guard case .misconfigured = DeliveryVerdict(.status(status, text: "", retryAfterSeconds: nil)) else {
            Issue.record("\(status) is not a matter of settings")
            return
        }
    }

    @Test func silenceIsTriedAgainAndNoWaitIsEndless() {
        #expect(DeliveryVerdict(.unreachable("gone")) == .retry(afterSeconds: nil, reason: "gone"))
        guard case .retry(let seconds, _) = DeliveryVerdict(.status(429, text: "", retryAfterSeconds: 1e9)) else {
            Issue.record("not tried again")
            return
        }
        #expect(seconds == 3_600)
    }

    /// Which events are bad, and how often anything is sent.
    @Test(arguments: [(1, [0]), (8, [3]), (100, [0, 99]), (7, []), (64, [5, 6, 7]), (0, [])])
    func halvingFindsExactlyTheBadEvents(_ count: Int, _ bad: [Int]) {
        var plan = DeliveryPlan(count: count)
        var settled: [Int] = []
        var setAside: [Int] = []
        var requests = 0
        while let piece = plan.next {
            requests += 1
            if piece.contains(where: bad.contains) {
                guard !plan.split() else { continue }
                setAside += Array(piece)
            } else {
                settled += Array(piece)
            }
            plan.settle()
        }
        #expect(setAside == bad)
        #expect(settled == Array(0..<count).filter { !bad.contains($0) })
        #expect(requests <= 1 + bad.count * 2 * (Int.bitWidth - count.leadingZeroBitCount))
    }

    /// How many were taken, the statuses of the refusals, and whether they are doubted.
    @Test(
        arguments: [
            (0, [400], true), (0, [400, 422], true), (0, [413, 400], true), (1, [400, 400], false), (0, [413], false),
            (0, [413, 413], false), (5, [], false),
        ] as [(Int, [Int], Bool)])
    func onlyWhereOthersAreTakenIsAnEventAtFault(_ taken: Int, _ statuses: [Int], _ isDoubted: Bool) {
        let entry = OutboxEntry(id: 1, uuid: EventID(high: 0, low: 1), capturedAt: Timestamp(seconds: 0), body: "{}")
        let outcome = DeliveryOutcome(
            taken: taken, refused: statuses.map { .init(entry: entry, status: $0, reason: "bad") })
        #expect((outcome.doubt != nil) == isDoubted)
        #expect(outcome.doubt?.contains("bad") != false)
    }

    @Test func pausesGrowToALimitAndEndWithSuccess() {
        var pace = DeliveryPace()
        let pauses = (0..<40).map { _ in pace.failed(retryAfterSeconds: nil, random: 1) }
        #expect(pauses.prefix(7) == [1, 2, 4, 8, 16, 32, 60])
        #expect(pauses.allSatisfy { $0 <= 60 })
        #expect(pace.failed(retryAfterSeconds: 300, random: 0) == 300)
        pace.succeeded()
        #expect(pace.failed(retryAfterSeconds: nil, random: 0) == 0.5)
    }

    @Test func manyRefusalsInARowSlowDeliveryDown() {
        var pace = DeliveryPace()
        let pauses = (0..<20).map { _ in pace.refused(random: 1) }
        #expect(pauses.prefix(19).allSatisfy { $0 == nil })
        #expect(pauses.last.flatMap(\.self).map { $0 >= 30 } == true)
        for _ in 0..<19 { _ = pace.refused(random: 1) }
        pace.succeeded()
        #expect(pace.refused(random: 1) == nil)
    }

    @Test func aWrongTokenIsNotTriedEverySecond() {
        var pace = DeliveryPace()
        #expect(pace.misconfigured(random: 1) >= 16)
    }
}

import Analytics
import Testing

@testable import Gateway

@Suite struct TokenBucketTests {
    @Test func `it gives its capacity at once and then what refills`() {
        var bucket = TokenBucket(capacity: 2, refillPerSecond: 0.5, at: .now)
        for _ in 0..<2 {
            #expect(bucket.secondsToWait(at: .now) == 0)
            bucket.take(at: .now)
        }
        #expect(bucket.secondsToWait(at: .now) == 2)
        #expect(bucket.secondsToWait(at: .now.advanced(bySeconds: 1)) == 1)
        #expect(bucket.secondsToWait(at: .now.advanced(bySeconds: 2)) == 0)
    }

    @Test func `it never holds more than its capacity nor owes more`() {
        var bucket = TokenBucket(capacity: 2, refillPerSecond: 1, at: .now)
        for _ in 0..<100 { bucket.take(at: .now) }
        #expect(bucket.secondsToWait(at: .now) == 3)
        let later = Timestamp.now.advanced(bySeconds: 1_000)
        #expect(bucket.secondsToWait(at: later) == 0)
        bucket.take(at: later)
        bucket.take(at: later)
        #expect(bucket.secondsToWait(at: later) == 1)
    }

    @Test func `a clock that was set back does no harm`() {
        var bucket = TokenBucket(capacity: 1, refillPerSecond: 1, at: .now)
        bucket.take(at: .now)
        #expect(bucket.secondsToWait(at: .now.advanced(bySeconds: -3_600)) == 1)
        #expect(bucket.secondsToWait(at: .now.advanced(bySeconds: -3_599)) == 0)
        #expect(bucket.secondsToWait(at: Timestamp(microseconds: .max)) == 0)
        #expect(bucket.secondsToWait(at: Timestamp(microseconds: .min)) == 0)
    }
}

import Testing

@testable import SQLiteEngine

struct WriteQueueTests {
    private func job(_ weight: Int) -> WriteJob {
        WriteJob(weight: weight) { _ in
        } finish: { _ in
        }
    }

    @Test func onlyTheFirstJobStartsTheWriterUntilItRests() {
        var queue = WriteQueue()
        var starts = [queue.add(job(1)), queue.add(job(1))]
        var taken = [queue.next().count]
        starts.append(queue.add(job(1)))
        taken += [queue.next().count, queue.next().count]
        starts.append(queue.add(job(1)))
        #expect(starts == [true, false, false, true])
        #expect(taken == [2, 1, 0])
    }

    @Test(arguments: [
        ([100, 100, 100], [3]),
        ([1_000, 1_000, 1], [2, 1]),
        ([5_000, 1, 1], [1, 2]),
        ([1, 5_000, 1], [1, 1, 1]),
        ([Int.max, Int.max], [1, 1]),
        ([1, Int.max, 1], [1, 1, 1]),
    ])
    func transactionsAreFilledToTheirLimitInOrder(_ weights: [Int], _ expected: [Int]) {
        var queue = WriteQueue()
        for weight in weights { _ = queue.add(job(weight)) }
        var sizes: [Int] = []
        while case let jobs = queue.next(), !jobs.isEmpty { sizes.append(jobs.count) }
        #expect(sizes == expected)
    }
}

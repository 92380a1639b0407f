/// The jobs that wait for the writer, and whether it is at work: decides what is written together.
struct WriteQueue {
    /// So that no caller waits for the events of too many others.
    static let maximumWeight = 2_000

    private var waiting: [WriteJob] = []
    private(set) var isWriting = false

    var count: Int { waiting.count }

    /// Adds a job.
    /// - Returns: whether the writer must be started.
    mutating func add(_ job: WriteJob) -> Bool {
        waiting.append(job)
        defer { isWriting = true }
        return !isWriting
    }

    /// The jobs of the next transaction, in the order they came; empty when the writer may rest.
    mutating func next() -> [WriteJob] {
        var weight = 0
        var count = 0
        for job in waiting {
            let (sum, overflow) = weight.addingReportingOverflow(job.weight)
            guard count == 0 || (!overflow && sum <= Self.maximumWeight) else { break }
            weight = sum
            count += 1
        }
        let jobs = Array(waiting.prefix(count))
        waiting.removeFirst(count)
        if jobs.isEmpty { isWriting = false }
        return jobs
    }
}

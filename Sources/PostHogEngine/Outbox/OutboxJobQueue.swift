/// The jobs that wait for the writer, and whether it is at work: decides what is written together.
struct OutboxJobQueue {
    /// The most events of one transaction, a single larger job aside.
    static let maximumEvents = 4_000

    private var waiting: [OutboxJob] = []
    private var isWriting = false

    /// Adds a job.
    /// - Returns: whether the writer must be started.
    mutating func add(_ job: OutboxJob) -> Bool {
        waiting.append(job)
        defer { isWriting = true }
        return !isWriting
    }

    /// The jobs of the next transaction, in the order they came; empty when the writer may rest.
    mutating func next() -> [OutboxJob] {
        var events = 0
        var count = 0
        for job in waiting {
            events += job.entries.count
            guard count == 0 || events <= Self.maximumEvents else { break }
            count += 1
        }
        let jobs = Array(waiting.prefix(count))
        waiting.removeFirst(count)
        if jobs.isEmpty { isWriting = false }
        return jobs
    }
}

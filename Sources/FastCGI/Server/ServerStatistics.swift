/// What the server has done and is doing, in the words of php-fpm's status page where there is one.
public struct ServerStatistics: Sendable, Equatable {
    /// Worker threads in the server, those that stand by included.
    public var workers = 0
    /// Workers that hold a request right now.
    public var workersBusy = 0
    /// Workers that hold a request whose handler waits, while another worker has their place.
    public var workersWaiting = 0
    /// Workers that wait for a connection right now.
    public var workersIdle = 0
    /// The most workers that were ever busy at once.
    public var workersBusyMax = 0
    /// Open connections, idle ones included.
    public var connectionsOpen = 0
    /// Open connections without a request in progress.
    public var connectionsIdle = 0
    /// Connections with a request (or a new connection queue) that no worker has picked up yet.
    public var queueDepth = 0

    /// Connections accepted since the start.
    public var accepted = 0
    /// Requests given to the handler since the start.
    public var requests = 0
    /// Requests whose peer went away or broke the protocol before the answer was out.
    public var aborted = 0
    /// Requests that ended by `ioTimeout` or `requestDeadline`.
    public var timedOut = 0
    /// Requests whose body was too large or did not have the length it said.
    public var bodyRejected = 0
    /// Bytes of request bodies read.
    public var requestBytes = 0
    /// Bytes written to peers, record headers included.
    public var responseBytes = 0

    public init() {}
}

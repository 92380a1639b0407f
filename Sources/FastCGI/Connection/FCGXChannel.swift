internal import CFastCGI
internal import Glibc

/// A worker's libfcgi request: parses what a connection sends, and writes the records of the response.
///
/// There is one per worker. The `FCGX_Request` is allocated once and never moves, as libfcgi's streams point back
/// into it.
// @unchecked: a request's calls run under the lock of its exchange; begin and finish run on the worker's
// thread while no exchange refers to the channel.
final class FCGXChannel: @unchecked Sendable {
    enum Start {
        /// The request was read up to its body.
        case request(keepsConnection: Bool)
        /// A role other than Responder, which was refused with UNKNOWN_ROLE.
        case refusedRole
        /// The peer went away, stalled or broke the protocol. libfcgi closed its descriptor.
        case failed
    }

    let request: UnsafeMutablePointer<FCGX_Request>
    var records: RecordBuffer
    private(set) var descriptor: Int32 = -1

    /// Bytes written for the current request.
    var bytesWritten = 0

    init(responseBuffer: Int) {
        request = .allocate(capacity: 1)
        request.initialize(to: FCGX_Request())
        FCGX_InitRequest(request, -1, 0)
        records = RecordBuffer(capacity: responseBuffer + 256)
    }

    deinit {
        FCGX_Free(request, 0)
        request.deallocate()
    }

    /// Reads BEGIN_REQUEST and the parameters from a readable connection.
    func begin(on connection: Connection) -> Start {
        descriptor = connection.descriptor
        bytesWritten = 0
        records.removeAll()
        request.pointee.ipcFd = connection.libraryDescriptor
        // Set, so that FCGX_Accept_r uses the descriptor instead of accepting one; it then stores the peer's wish.
        request.pointee.keepConnection = 1
        // A detached request is closed without libfcgi's lingering close, which waits up to 2 seconds.
        request.pointee.detached = 1
        guard FCGX_Accept_r(request) == 0 else {
            connection.libraryDescriptor = -1
            request.pointee.ipcFd = -1
            return .failed
        }
        records.requestID = UInt16(truncatingIfNeeded: request.pointee.requestId)
        guard request.pointee.role == FCGI_RESPONDER else {
            records.appendEnd(.unknownRole)
            // A peer that does not take the refusal misses nothing else: the connection is closed either way.
            try? send(behind: nil)
            finish()
            return .refusedRole
        }
        return .request(keepsConnection: request.pointee.keepConnection != 0)
    }

    /// The parameters of the request that ``begin(on:)`` read.
    func parameters() -> Parameters {
        guard let list = request.pointee.envp else { return Parameters([]) }
        return Parameters(environment: list)
    }

    /// Frees what libfcgi holds for the request. The connection stays open and ours.
    ///
    /// FCGX_FClose is left out on purpose: it would write an END_REQUEST of its own behind ours.
    func finish() {
        FCGX_Free(request, 0)
        request.pointee.ipcFd = -1
        request.pointee.keepConnection = 1
        descriptor = -1
    }
}

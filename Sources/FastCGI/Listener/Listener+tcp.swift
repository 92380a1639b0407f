internal import Glibc

extension Listener {
    /// Binds the first address that a host name or literal stands for, IPv4 or IPv6.
    static func openTCP(
        host: String, port: UInt16, backlog: Int32, webServers: WebServerAddresses?
    ) throws(FastCGIError) -> Listener {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0, let first = list else {
            throw FastCGIError(.invalidAddress, "\(host):\(port) is no address: \(String(cString: gai_strerror(code)))")
        }
        defer { freeaddrinfo(first) }
        var problem: FastCGIError?
        var next: UnsafeMutablePointer<addrinfo>? = first
        while let info = next {
            do throws(FastCGIError) {
                let descriptor = try bindTCP(info.pointee, name: "\(host):\(port)", backlog: backlog)
                let bound = ListenAddress.tcp(host: host, port: port == 0 ? localPort(descriptor) : port)
                return Listener(descriptor: descriptor, address: bound, isInternet: true, webServers: webServers)
            } catch {
                problem = problem ?? error
            }
            next = info.pointee.ai_next
        }
        throw problem ?? FastCGIError(.invalidAddress, "\(host):\(port) has no address to listen on")
    }

    private static func bindTCP(_ info: addrinfo, name: String, backlog: Int32) throws(FastCGIError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = try SystemCall.check("a TCP socket could not be made") { socket(info.ai_family, kind, 0) }
        do throws(FastCGIError) {
            var on: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
            setNoDelay(descriptor)
            guard bind(descriptor, info.ai_addr, info.ai_addrlen) == 0 else { throw bindError(errno, name) }
            guard listen(descriptor, backlog) == 0 else { throw bindError(errno, name) }
            return descriptor
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    static func bindError(_ number: Int32, _ name: String) -> FastCGIError {
        switch number {
        case EADDRINUSE: FastCGIError(.addressInUse, "\(name) is in use", systemError: number)
        case EACCES, EPERM, EROFS: FastCGIError(.permissionDenied, "\(name) may not be bound", systemError: number)
        case EADDRNOTAVAIL, ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP:
            FastCGIError(.invalidAddress, "\(name) cannot be bound", systemError: number)
        default: FastCGIError(.systemCall, "\(name) cannot be bound", systemError: number)
        }
    }

    private static func localPort(_ descriptor: Int32) -> UInt16 {
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutableBytes(of: &address) { bytes in
            guard let base = bytes.baseAddress,
                getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &size) == 0
            else { return 0 }
            // sin_port and sin6_port stand at the same offset.
            return UInt16(bigEndian: base.load(fromByteOffset: 2, as: UInt16.self))
        }
    }
}

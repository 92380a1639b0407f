/// The parameters of a `next` address.
///
/// The address itself is never called: the next page is asked from the client's own host, so that an answer cannot
/// send the key elsewhere. An address on another host or path is refused rather than trusted in part.
struct NextLink: Sendable {
    let parameters: [(name: String, value: String)]

    init(_ next: String, of call: HTTPCall, at host: PostHogHost) throws(PostHogError) {
        let link = Substring(next)
        let question = link.firstIndex(of: "?") ?? link.endIndex
        var address = link[..<question]
        if let scheme = address.firstRange(of: "://") {
            let rest = address[scheme.upperBound...]
            let slash = rest.firstIndex(of: "/") ?? rest.endIndex
            let name = rest[..<slash].lowercased()
            // A proxy may end TLS or change the port; the name of the host must be ours.
            guard let own = try? PostHogAddress(host.privateAPI), Self.withoutPort(name) == own.host else {
                throw Self.error("leads to the host \(name.shortened(to: 80))", call)
            }
            address = rest[slash...]
        }
        let prefix = (try? PostHogAddress(host.privateAPI))?.path ?? ""
        let path = call.path.trimmingSlash
        guard [path, prefix + path].contains(String(address).trimmingSlash) else {
            throw Self.error("leads to the path \(String(address).shortened(to: 80))", call)
        }
        let query = question < link.endIndex ? link[link.index(after: question)...] : ""
        parameters = PercentEncoding.parameters(query)
    }

    subscript(name: String) -> String? {
        parameters.last { $0.name == name }?.value
    }

    private static func withoutPort(_ host: String) -> Substring {
        guard let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") else { return Substring(host) }
        return host[..<colon]
    }

    private static func error(_ what: String, _ call: HTTPCall) -> PostHogError {
        PostHogError(
            .malformed, status: 200, code: "foreign_next",
            detail: "the address of the next page \(what), not to the list that was asked", call: call.name)
    }
}

extension String {
    fileprivate var trimmingSlash: String {
        String(Substring(self).trimmingEnd { $0 == "/" })
    }
}

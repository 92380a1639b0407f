import FastCGI
import Foundation
import Glibc

extension ListenSetting {
    /// Checks what binding the address needs of this machine, without binding it: a gateway may be using it.
    static func checkUsable(_ address: ListenAddress) throws(SettingError) {
        switch address {
        case .unix(let path, _, let group):
            if let group, getgrnam(group) == nil {
                throw SettingError(
                    "GATEWAY_SOCKET_GROUP", "is \"\(group.prefix(40))\", which this machine does not know",
                    allowed: "the name of a group")
            }
            let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue
            else {
                throw SettingError(
                    "GATEWAY_SOCKET", "lies in \(directory), which is no directory",
                    allowed: "a path in a directory that exists, or host:port")
            }
        case .tcp(let host, _):
            var found: UnsafeMutablePointer<addrinfo>?
            let status = getaddrinfo(host, nil, nil, &found)
            freeaddrinfo(found)
            guard status == 0 else {
                throw SettingError(
                    "GATEWAY_SOCKET", "names \(host.prefix(100)), which has no address", allowed: "a path, or host:port"
                )
            }
        case .inherited: break
        }
    }
}

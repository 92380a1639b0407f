import FastCGI

extension MountPoint {
    /// Whether every path is routed whole, whatever it is.
    func removesNothing(isScriptFile: Bool) -> Bool {
        switch self {
        case .root: true
        case .automatic: !isScriptFile
        case .path(let prefix): prefix.utf8.allSatisfy { $0 == UInt8(ascii: "/") }
        }
    }

    /// The path that is routed.
    func remove(from path: TargetPath, parameters: FastCGI.Parameters) throws(RequestRejection) -> TargetPath {
        switch self {
        case .root:
            return path
        case .automatic:
            guard let scriptName = parameters["SCRIPT_NAME"], Self.isScriptFile(scriptName.utf8) else { return path }
            guard let pathInfo = parameters["PATH_INFO"], !pathInfo.isEmpty else {
                return Self.withoutInfo(scriptName: scriptName, path: path)
            }
            return try Self.afterScript(pathInfo: pathInfo, path: path)
        case .path(let prefix):
            let segments = prefix.utf8.split(separator: UInt8(ascii: "/"))
            let bytes = segments.flatMap { [UInt8(ascii: "/")] + $0 }
            guard let routed = path.removing(decodedPrefix: bytes) else {
                throw RequestRejection(
                    reason: .outsideMountPoint,
                    detail: "the path is outside \(prefix), where this application is mounted"
                )
            }
            return routed
        }
    }

    /// The client's path without the script, or without its directory: it was rewritten to the script alone, because
    /// Apache's mod_rewrite would decode what stands behind it a second time.
    private static func withoutInfo(scriptName: String, path: TargetPath) -> TargetPath {
        let script = Array(scriptName.utf8)
        let directory = Array(script.prefix(upTo: script.lastIndex(of: UInt8(ascii: "/")) ?? 0))
        return path.removing(decodedPrefix: script) ?? path.removing(decodedPrefix: directory) ?? path
    }

    /// PATH_INFO decides; it is cut out of the client's path where that ends in it, so that escapes stay as sent.
    private static func afterScript(pathInfo: String, path: TargetPath) throws(RequestRejection) -> TargetPath {
        let info = try TargetPath(decoded: Array(pathInfo.utf8), name: "PATH_INFO")
        guard let prefix = path.prefix(beforeDecodedSuffix: info.decoded) else { return info }
        return path.removing(decodedPrefix: prefix) ?? info
    }

    /// Whether SCRIPT_NAME names the file of a script rather than a path.
    static func isScriptFile(_ scriptName: some BidirectionalCollection<UInt8>) -> Bool {
        scriptName.suffix(5).elementsEqual(".fcgi".utf8) || scriptName.suffix(4).elementsEqual(".cgi".utf8)
    }
}

import HTTPTypes
import Hummingbird

extension Request {
    /// The rest of the path behind a prefix, decoded: a flag key, which may hold slashes.
    ///
    /// Clients that do not escape keys send `a/b` as two segments (flag systems §4b).
    /// - Parameter prefix: with its slash at the end.
    func flagKey(behind prefix: String) throws(Problem) -> String {
        let path = uri.path
        guard path.hasPrefix(prefix) else { throw .notFound("There is nothing at \(path.prefix(200)).") }
        return try Self.decodedKey(path.dropFirst(prefix.count))
    }

    /// A flag key as the path has it, decoded; a slash at its end does not belong to it.
    static func decodedKey(_ raw: Substring) throws(Problem) -> String {
        let raw = raw.hasSuffix("/") ? raw.dropLast() : raw
        guard let key = PercentDecoding.decode(raw, plusIsSpace: false) else {
            throw .invalid("key", rule: "percent-encoded UTF-8", "The key in the path is not percent-encoded UTF-8.")
        }
        return key
    }
}

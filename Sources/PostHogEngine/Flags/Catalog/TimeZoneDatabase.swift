import FeatureFlags

/// The time zones this machine knows (RFC 9636 files, as the package `tzdata` brings them).
struct TimeZoneDatabase: Sendable {
    let directory: String

    /// The one of the system.
    static let system = TimeZoneDatabase(directory: "/usr/share/zoneinfo")

    /// The zone of a name such as `Europe/Berlin`; nil for one that is not there.
    func zone(named name: String) -> ProjectTimeZone? {
        guard name != ProjectTimeZone.utc.name else { return .utc }
        guard Self.isName(name) else { return nil }
        // What cannot be read is as good as missing: the caller says so.
        guard let file = try? ReplacedFile(path: "\(directory)/\(name)").read() else { return nil }
        return ProjectTimeZone(name: name, tzif: file.bytes)
    }

    /// Whether a name leads nowhere but into the directory.
    private static func isName(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            guard let first = part.first, first != UInt8(ascii: ".") else { return false }
            return part.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        }
    }
}

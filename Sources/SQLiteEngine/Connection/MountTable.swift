/// The mounted file systems, as Linux lists them in `/proc/self/mountinfo`.
struct MountTable {
    private struct Mount {
        let path: String
        let type: String
    }

    private let mounts: [Mount]

    init(_ text: String) {
        mounts = text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 4, let separator = fields.firstIndex(of: "-"), fields.count > separator + 1 else {
                return nil
            }
            return Mount(path: Self.unescaped(fields[4]), type: String(fields[separator + 1]))
        }
    }

    /// Whether several machines may share the files of a directory, or nobody can tell.
    ///
    /// A write-ahead log needs memory shared by all who use the file; on such file systems it may seem to work and
    /// then damage the file (FastCGI facts §4).
    /// - Parameter directory: an absolute path without symbolic links.
    func mayBeNetwork(_ directory: String) -> Bool {
        // Of mounts at one place the last one is seen.
        let mount = mounts.last { mount in
            Self.contains(directory, in: mount.path)
                && !mounts.contains {
                    $0.path.utf8.count > mount.path.utf8.count && Self.contains(directory, in: $0.path)
                }
        }
        guard let type = mount?.type else { return false }
        return Self.networkTypes.contains(type) || (type.hasPrefix("fuse.") && type != "fuse.fuse-overlayfs")
    }

    private static let networkTypes: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "coda", "glusterfs", "lustre", "gpfs", "9p", "vboxsf",
        "ncpfs", "beegfs",
    ]

    private static func contains(_ directory: String, in mount: String) -> Bool {
        mount == "/" || directory == mount || directory.hasPrefix(mount + "/")
    }

    /// Spaces, tabs, line ends and backslashes are written as three octal digits.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = field.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

import Testing

@testable import SQLiteEngine

struct MountTableTests {
    private static let table = MountTable(
        """
        22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
        30 22 0:40 / /home rw shared:2 - nfs4 server:/home rw,vers=4.2
        31 30 0:41 / /home/local rw - xfs /dev/vdb rw
        32 22 0:42 / /mnt/with\\040space rw shared:3 master:1 - cifs //server/share rw
        33 22 0:43 / /mnt/ssh rw - fuse.sshfs host: rw
        34 22 0:44 / /merged rw - fuse.fuse-overlayfs fuse-overlayfs rw
        35 22 0:45 / /twice rw - nfs server:/a rw
        36 22 0:46 / /twice rw - tmpfs tmpfs rw
        a line that is none
        """)

    @Test(arguments: [
        ("/var/lib/gateway", false), ("/home/ann/data", true), ("/home", true), ("/home/local/data", false),
        ("/homestead", false), ("/mnt/with space/data", true), ("/mnt/ssh", true), ("/merged/data", false),
        ("/twice/data", false), ("/", false),
    ])
    func tellsNetworkFileSystems(_ directory: String, _ expected: Bool) {
        #expect(Self.table.mayBeNetwork(directory) == expected)
    }

    @Test func anEmptyTableTellsNothing() {
        #expect(!MountTable("").mayBeNetwork("/home"))
    }
}

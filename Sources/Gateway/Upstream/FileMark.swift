import Foundation

/// What tells whether a file is another one than before; the same for every file that does not exist.
struct FileMark: Equatable {
    private let inode: UInt
    private let size: Int
    private let seconds: Int
    private let nanoseconds: Int

    init(_ path: String) {
        var status = stat()
        let exists = stat(path, &status) == 0
        inode = exists ? status.st_ino : 0
        size = exists ? status.st_size : 0
        seconds = exists ? status.st_mtim.tv_sec : 0
        nanoseconds = exists ? status.st_mtim.tv_nsec : 0
    }
}

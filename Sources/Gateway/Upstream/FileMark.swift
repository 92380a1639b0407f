import Foundation

/// What tells whether a file is another one than before; the same for every file that does not exist.
struct FileMark: Equatable {
    private let inode: Int?
    private let size: Int?
    private let modifiedAt: Date?

    init(_ path: String) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        inode = attributes?[.systemFileNumber] as? Int
        size = attributes?[.size] as? Int
        modifiedAt = attributes?[.modificationDate] as? Date
    }
}

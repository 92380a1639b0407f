/// The directory of what this machine keeps; tells the paths of its files.
struct DataDirectory: Sendable {
    private let prefix: String

    /// - Parameter path: with or without a slash at its end.
    init(_ path: String) {
        prefix = path.hasSuffix("/") ? path : path + "/"
    }

    func file(_ name: String) -> String { prefix + name }
}

/// Which actions a list of the audit log wants: all of one kind, or a single one.
public struct AuditFilter: Sendable, Equatable {
    /// What stands before the first dot of an action, for example `lookup`, `flag`, `cohort` or `refused`.
    public let kind: String
    /// The whole action, when only one is wanted, for example `flag.update`.
    public let action: String?

    /// - Parameter text: a kind or an action; nil when it can be neither: words of small letters, digits, `_` and `-`
    ///   with dots between them.
    public init?(_ text: String) {
        let words = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = words.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(Self.isPlain) }
        guard isPlain, let kind = words.first else { return nil }
        self.kind = String(kind)
        action = words.count > 1 ? text : nil
    }

    /// Whether the list has rows of this action.
    public func admits(_ action: String) -> Bool {
        guard let wanted = self.action else {
            return action.split(separator: ".", omittingEmptySubsequences: false).first.map(String.init) == kind
        }
        return action == wanted
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// A version as persons and flags write it, in the order of Semantic Versioning 2.0.0.
///
/// A leading `v` and blanks are dropped, missing parts are 0, leading zeros do not count (PostHog API facts §12.4).
struct SemanticVersion: Sendable, Hashable {
    let major: UInt64
    let minor: UInt64
    let patch: UInt64
    let prerelease: [Identifier]
    let build: [Identifier]

    /// One part of what follows `-` or `+`.
    enum Identifier: Sendable, Hashable, Comparable {
        case number(UInt64)
        case text(String)

        static func < (left: Identifier, right: Identifier) -> Bool {
            switch (left, right) {
            case (.number(let left), .number(let right)): left < right
            case (.number, .text): true
            case (.text, .number): false
            case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
            }
        }
    }

    init(
        major: UInt64, minor: UInt64 = 0, patch: UInt64 = 0, prerelease: [Identifier] = [], build: [Identifier] = []
    ) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.build = build
    }
}

extension SemanticVersion: Comparable {
    static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        let leftCore = (left.major, left.minor, left.patch)
        let rightCore = (right.major, right.minor, right.patch)
        guard leftCore == rightCore else { return leftCore < rightCore }
        if left.prerelease != right.prerelease { return Self.precedes(left.prerelease, right.prerelease) }
        return left.build.lexicographicallyPrecedes(right.build)
    }

    /// Whether one pre-release comes before another; a release comes after all of its pre-releases.
    static func precedes(_ left: [Identifier], _ right: [Identifier]) -> Bool {
        if left.isEmpty || right.isEmpty { return !left.isEmpty && right.isEmpty }
        return left.lexicographicallyPrecedes(right)
    }
}

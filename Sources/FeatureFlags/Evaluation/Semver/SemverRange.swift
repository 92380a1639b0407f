/// The versions that `semver_tilde`, `semver_caret` and `semver_wildcard` accept.
struct SemverRange: Sendable, Hashable {
    enum Rule: Sendable, Hashable {
        /// The same minor version, from a patch on.
        case tilde
        /// Nothing that changes the first part that is not zero.
        case caret
        /// The parts that are stated.
        case wildcard
    }

    let rule: Rule
    let base: SemanticVersion
    /// How many of the base's parts are stated: 0 to 3.
    let parts: Int

    /// `~1.2.3`: at least 1.2.3, below 1.3.0.
    static func tilde(_ text: String) -> SemverRange? {
        SemanticVersion(text).map { SemverRange(rule: .tilde, base: $0, parts: 3) }
    }

    /// `^1.2.3`: at least 1.2.3, below 2.0.0; below 0.3.0 for 0.2.3, only 0.0.3 for 0.0.3.
    static func caret(_ text: String) -> SemverRange? {
        SemanticVersion(text).map { SemverRange(rule: .caret, base: $0, parts: 3) }
    }

    /// `1.*`, `1.2.*`, `*`; without a star it is what a caret accepts, as on the server.
    static func wildcard(_ text: String) -> SemverRange? {
        guard text.utf8.count <= SemanticVersion.maximumLength else { return nil }
        let parts = SemanticVersion.trimmed(Array(text.utf8)[...])
            .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map {
                Substring(decoding: $0, as: UTF8.self)
            }
        let stars: Set<Substring> = ["*", "x", "X"]
        guard parts.contains(where: stars.contains) else {
            guard let base = SemanticVersion(text) else { return nil }
            // Only a whole version may have a pre-release or a build.
            let last = parts.firstIndex { $0.contains("-") || $0.contains("+") }
            guard last == nil || last == 2 else { return nil }
            return SemverRange(rule: .caret, base: base, parts: last.map { $0 + 1 } ?? parts.count)
        }
        var numbers: [UInt64] = []
        var sawStar = false
        guard (1...3).contains(parts.count) else { return nil }
        for part in parts {
            if stars.contains(part) {
                sawStar = true
            } else {
                guard !sawStar, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(part) else {
                    return nil
                }
                numbers.append(number)
            }
        }
        let base = SemanticVersion(
            major: numbers.first ?? 0, minor: numbers.count > 1 ? numbers[1] : 0,
            patch: numbers.count > 2 ? numbers[2] : 0)
        return SemverRange(rule: .wildcard, base: base, parts: numbers.count)
    }

    func contains(_ version: SemanticVersion) -> Bool {
        // A pre-release belongs only to a range that names a pre-release of the same version.
        if !version.prerelease.isEmpty {
            guard !base.prerelease.isEmpty, version.core == base.core else { return false }
        }
        switch rule {
        case .wildcard: return version.core.prefix(parts).elementsEqual(base.core.prefix(parts))
        case .tilde:
            guard version.major == base.major, version.minor == base.minor else { return false }
            return isAtLeastBase(version)
        case .caret:
            let firstChanging = base.core.prefix(parts).firstIndex { $0 != 0 } ?? max(0, parts - 1)
            guard version.core.prefix(firstChanging + 1).elementsEqual(base.core.prefix(firstChanging + 1)) else {
                return false
            }
            return isAtLeastBase(version)
        }
    }

    private func isAtLeastBase(_ version: SemanticVersion) -> Bool {
        if version.core != base.core { return base.core.lexicographicallyPrecedes(version.core) }
        return !SemanticVersion.precedes(version.prerelease, base.prerelease)
    }
}

extension SemanticVersion {
    var core: [UInt64] { [major, minor, patch] }
}

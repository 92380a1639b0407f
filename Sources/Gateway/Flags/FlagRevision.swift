import FeatureFlags

/// Which state of which flag a caller knows, as entity tags tell it: `"12-3"` is version 3 of the flag numbered 12, and
/// `"c12-3"` of the cohort with that number. `"m12-3"` is the flag at a version that cannot be read, and `"mc12-3"`
/// such a cohort.
///
/// The number is in it because a flag that was deleted and made anew begins at version 1 again.
struct FlagRevision: Sendable, Equatable {
    private let text: String

    init(_ flag: FeatureFlag) {
        text = "\(flag.id)-\(flag.version)"
    }

    /// Nil for a flag of which neither can be told.
    init?(_ flag: MalformedFlag) {
        guard let id = flag.id, let version = flag.version else { return nil }
        text = "m\(id)-\(version)"
    }

    /// Nil for a cohort of which the version cannot be told.
    init?(_ cohort: MalformedCohort) {
        guard let version = cohort.version else { return nil }
        text = "mc\(cohort.id)-\(version)"
    }

    init(_ cohort: Cohort) {
        text = "c\(cohort.id)-\(cohort.version)"
    }

    /// The `ETag` of the flag or cohort.
    var entityTag: String { "\"\(text)\"" }

    /// Whether a condition (`If-Match`, `If-None-Match`) holds the tag.
    ///
    /// A web server that compresses makes the tag weak or adds a suffix to it, and it names the version all the same.
    func isNamed(in condition: String) -> Bool {
        condition.split(separator: ",").contains { tag in
            var bare = tag.drop { $0 == " " }
            if let end = bare.lastIndex(where: { $0 != " " }) { bare = bare[...end] }
            if bare == "*" { return true }
            if bare.hasPrefix("W/") { bare = bare.dropFirst(2) }
            if bare.hasPrefix("\""), bare.hasSuffix("\""), bare.utf8.count >= 2 { bare = bare.dropFirst().dropLast() }
            for suffix in ["-gzip", "-br", "-zstd"] where bare.hasSuffix(suffix) { bare = bare.dropLast(suffix.count) }
            return bare == text
        }
    }
}

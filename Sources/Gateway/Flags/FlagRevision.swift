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

    /// The `ETag` of one of several ways to show the flag, which `If-Match` takes as well.
    /// - Parameter view: which way; letters, digits and `_`.
    func entityTag(ofView view: String) -> String {
        view.isEmpty ? entityTag : "\"\(text)-\(view)\""
    }

    /// Whether `If-Match` or `If-None-Match` names the revision, in whatever way it was shown.
    func isNamed(in condition: String) -> Bool {
        EntityTags(condition).contain { $0 == text || $0.hasPrefix(text + "-") }
    }
}

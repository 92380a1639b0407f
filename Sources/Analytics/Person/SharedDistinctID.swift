/// Distinct ids that many users share by mistake, which therefore join nobody to anybody.
///
/// A client that sends `null` or `undefined` as an id would merge all its users into one person; PostHog refuses such
/// merges as well.
enum SharedDistinctID {
    static func matches(_ distinctID: String) -> Bool {
        let bare = distinctID.filter { !"\"'` ".contains($0) }.lowercased()
        return bare.isEmpty || names.contains(bare)
    }

    private static let names: Set<String> = [
        "anonymous", "guest", "distinctid", "distinct_id", "id", "not_authenticated", "email", "undefined", "null",
        "none", "nil", "nan", "true", "false", "0", "[objectobject]", "00000000-0000-0000-0000-000000000000",
    ]
}

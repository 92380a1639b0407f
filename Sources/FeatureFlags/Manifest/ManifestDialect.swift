/// The two forms of the manifest routes: the OpenFeature proxy specification's and the public sync API's.
public enum ManifestDialect: String, Sendable, Hashable, CaseIterable {
    /// The OpenFeature proxy specification: `flags` by key, bare flags, errors `{code,message,details}`.
    case reference
    /// The public sync API: `flags` as a list, `{flag,updatedAt}`, errors `{error:{message,status,details}}`.
    case sync

    /// The media type that asks for ``sync``.
    public static let syncMediaType = "application/vnd.openfeature.sync.v0+json"

    /// The dialect of a request, chosen once (DESIGN §4.1).
    ///
    /// What the caller says outright wins: `?dialect=`, then the accepted media types, then who the caller is.
    /// - Parameters:
    ///   - query: the value of the query parameter `dialect`.
    ///   - userAgent: the `User-Agent` field.
    ///   - accept: the `Accept` field.
    ///   - otherwise: the setting `MANIFEST_DIALECT`.
    /// - Throws: ``ManifestError/invalid(_:)`` for a value of `dialect` that is no dialect.
    public static func choose(
        query: String? = nil, userAgent: String? = nil, accept: String? = nil,
        otherwise: ManifestDialect = .reference
    ) throws(ManifestError) -> ManifestDialect {
        if let query {
            guard let dialect = ManifestDialect(rawValue: query) else {
                let allowed = allCases.map(\.rawValue).joined(separator: " or ")
                throw .invalid([
                    ManifestProblem("dialect", .invalidValue, "The dialect must be \(allowed), got \(query).")
                ])
            }
            return dialect
        }
        if let accept, names(syncMediaType, in: accept) { return .sync }
        if let userAgent, userAgent.hasPrefix("openfeature-cli/") { return .sync }
        return otherwise
    }

    /// Whether a list of media types holds one, and not with a quality of 0.
    private static func names(_ mediaType: String, in accept: String) -> Bool {
        accept.split(separator: ",").contains { range in
            let parts = range.split(separator: ";").map { String($0).trimmed.lowercased() }
            guard parts.first == mediaType else { return false }
            return !parts.dropFirst().contains { parameter in
                guard parameter.hasPrefix("q=") else { return false }
                return Double(parameter.dropFirst(2)).map { $0 == 0 } ?? false
            }
        }
    }
}

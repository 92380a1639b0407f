import FeatureFlags
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// `/api/flag-transfer`: all flags in one file, and such a file brought into this store.
///
/// `format=posthog` is everything (``FlagExport``), `format=manifest` the file of the OpenFeature CLI (flag systems §4c).
struct FlagTransferRoutes: Sendable {
    let store: any FlagStore
    let settings: ManifestSettings
    let clock: SystemClock

    enum Format: String, CaseIterable {
        case posthog
        case manifest
    }

    /// All flags as a file, the archived ones only with `archived=include`.
    @Sendable func export(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let parameters = try request.queryParameters()
        let format = try Self.choice("format", in: parameters, default: Format.posthog)
        let archived = try Self.choice("archived", in: parameters, default: Archived.exclude)
        let flags = try await store.snapshot().flags
        switch format {
        case .posthog:
            let export = FlagExport(flags, includesArchived: archived == .include)
            return Self.file("flags.json", export.json)
        case .manifest:
            guard archived == .exclude else {
                throw Problem.invalid(
                    "archived", rule: "only with format=posthog", "A manifest has no archived flags (format=manifest).")
            }
            let file = ManifestFile(flags: ManifestFlag.manifest(of: flags.flags, settings: settings))
            return Self.file("flags.manifest.json", file.json)
        }
    }

    enum Archived: String, CaseIterable {
        case exclude
        case include
    }

    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, in parameters: QueryParameters, default fallback: Choice
    ) throws(Problem) -> Choice where Choice.RawValue == String {
        guard let text = try parameters.text(name) else { return fallback }
        guard let choice = Choice(rawValue: text) else {
            let allowed = Choice.allCases.map(\.rawValue).joined(separator: " or ")
            throw .invalid(name, rule: allowed, "\(name) must be \(allowed), got \(text.prefix(40)).")
        }
        return choice
    }

    private static func file(_ name: String, _ json: JSON) -> Response {
        var response = Response.json(bytes: json.indented())
        response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        return response
    }
}

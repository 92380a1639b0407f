import AsyncHTTPClient
import FeatureFlags
import NIOCore

/// Keeps a manifest file and a gateway in step, for pipelines without the OpenFeature CLI.
public struct ManifestSync: Sendable {
    let options: SyncOptions
    /// Takes each line of the result.
    let output: @Sendable (String) -> Void
    /// Takes each line about what went wrong.
    let complaints: @Sendable (String) -> Void

    public init(
        _ options: SyncOptions, output: @escaping @Sendable (String) -> Void,
        complaints: @escaping @Sendable (String) -> Void
    ) {
        self.options = options
        self.output = output
        self.complaints = complaints
    }

    /// Writes the gateway's flags into the file; a file that says the same already is left alone.
    public func pull() async -> SyncStatus {
        await run { client throws(SyncFailure) in
            let file = try LocalManifest(path: options.manifestPath)
            let flags = try await client.manifest().flags
            // The file is what changes here, so the two sides stand the other way round.
            let plan = PushPlan(file: flags, gateway: file.flags)
            guard !plan.isEmpty || !file.exists else {
                output("\(options.manifestPath) is up to date (\(Self.count(flags.count, "flag"))).")
                return .done
            }
            try file.write(flags)
            plan.lines(.differences).forEach(output)
            output("Wrote \(options.manifestPath) (\(Self.count(flags.count, "flag"))).")
            return .done
        }
    }

    /// Prints what a push would change, flag by flag and field by field, and what is in the gateway only.
    public func diff() async -> SyncStatus {
        await run { client throws(SyncFailure) in
            let plan = try await plan(client).plan
            plan.lines(.differences).forEach(output)
            output(
                plan.isEmpty
                    ? "No differences (\(Self.count(plan.unchanged, "flag")))."
                    : "\(plan.created.count) only in the file, \(plan.changed.count) different, "
                        + "\(plan.extra.count) only in the gateway, \(plan.unchanged) the same.")
            return plan.isEmpty ? .done : .differs
        }
    }

    /// Compares the file with the gateway.
    func plan(_ client: ManifestClient) async throws(SyncFailure) -> (plan: PushPlan, capabilities: Set<String>?) {
        let file = try LocalManifest(path: options.manifestPath)
        guard file.exists else { throw .file(["\(options.manifestPath): does not exist"]) }
        let (flags, capabilities) = try await client.manifest()
        return (PushPlan(file: file.flags, gateway: flags), capabilities)
    }

    /// Runs a command with a client and turns what it throws into lines and a status.
    func run(_ command: (ManifestClient) async throws(SyncFailure) -> SyncStatus) async -> SyncStatus {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(30))
        configuration.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(configuration: configuration)
        let client = ManifestClient(
            http: http, gateway: options.gateway, token: options.token, reason: options.reason)
        let status: SyncStatus
        do throws(SyncFailure) {
            status = try await command(client)
        } catch {
            error.lines.forEach(complaints)
            status = error.status
        }
        // The process ends here; connections that do not close in order are closed by that.
        try? await http.shutdown()
        return status
    }

    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}

import ArgumentParser
import ManifestSync

struct FlagsOptions: ParsableArguments {
    @Option(help: "The manifest file (OpenFeature manifest schema).")
    var manifest = "flags.json"

    @Option(help: "Where the gateway is; else GATEWAY_URL.")
    var url: String?

    @Option(help: "A file that holds the token; else the variable GATEWAY_TOKEN.")
    var tokenFile: String?

    /// Runs a command and ends with its status.
    func run(reason: String? = nil, _ command: (ManifestSync) async -> SyncStatus) async throws {
        let status: SyncStatus
        do throws(SyncFailure) {
            let options = try SyncOptions(manifestPath: manifest, url: url, tokenFile: tokenFile, reason: reason)
            status = await command(ManifestSync(options, output: { print($0) }, complaints: Self.complain))
        } catch {
            error.lines.forEach(Self.complain)
            status = error.status
        }
        throw ExitCode(status.rawValue)
    }

    @Sendable private static func complain(_ line: String) {
        StandardError.print("posthog-gateway flags: \(line)")
    }
}

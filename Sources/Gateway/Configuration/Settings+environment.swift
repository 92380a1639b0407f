import Configuration
import SystemPackage

extension Settings {
    /// Reads `.env.local`, then `.env`, in the working directory; the process's environment wins over both.
    public static func fromEnvironment() async throws -> Settings {
        let local = try await EnvironmentVariablesProvider(environmentFilePath: ".env.local", allowMissing: true)
        let shared = try await EnvironmentVariablesProvider(environmentFilePath: ".env", allowMissing: true)
        let reader = ConfigReader(providers: [EnvironmentVariablesProvider(), local, shared])
        return try Settings { variable in
            reader.string(forKey: ConfigKey(variable.lowercased().split(separator: "_").map(String.init)))
        }
    }
}

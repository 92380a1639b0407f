import Configuration
import SystemPackage

extension Settings {
    /// Reads `.env.local`, then `.env`, in the working directory; the process's environment wins over both.
    public static func fromEnvironment() async throws -> Settings {
        try Settings(try await variables())
    }

    /// The value of a variable by its name, from the same places.
    static func variables() async throws -> (String) -> String? {
        let local = try await EnvironmentVariablesProvider(environmentFilePath: ".env.local", allowMissing: true)
        let shared = try await EnvironmentVariablesProvider(environmentFilePath: ".env", allowMissing: true)
        let reader = ConfigReader(providers: [EnvironmentVariablesProvider(), local, shared])
        return { variable in
            reader.string(forKey: ConfigKey(variable.lowercased().split(separator: "_").map(String.init)))
        }
    }
}

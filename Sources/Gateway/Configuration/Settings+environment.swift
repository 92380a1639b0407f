import Configuration
import Foundation

extension Settings {
    /// Reads `.env.local`, then `.env`, in the working directory; the process's environment wins over both.
    public static func fromEnvironment() throws -> Settings {
        try Settings(try variables())
    }

    /// The value of a variable by its name, from the same places.
    static func variables() throws -> (String) -> String? {
        let files = try [".env.local", ".env"].map { name in
            EnvironmentVariablesProvider(environmentVariables: try EnvironmentFile(atPath: name).variables)
        }
        let reader = ConfigReader(providers: [EnvironmentVariablesProvider()] + files)
        return { variable in
            reader.string(forKey: ConfigKey(variable.lowercased().split(separator: "_").map(String.init)))
        }
    }
}

extension EnvironmentFile {
    /// The file with a path; empty when there is none.
    fileprivate init(atPath path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            try self.init("", name: path)
            return
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw SettingError(path, "cannot be read", allowed: "a file that the gateway's user may read")
        }
        try self.init(String(decoding: bytes, as: UTF8.self), name: path)
    }
}

internal import JSON

/// Credentials from one file, the same for every organization: a JSON object, or lines `NAME=value` as in `.env`.
///
/// The names are those of ``PostHogCredentials/init(_:defaultHost:)``; a JSON object may hold one object per connector.
public struct FileSecrets: Secrets {
    private let file: SecretFile

    /// With `isPrivate` the file must have mode 0600.
    public init(path: String, isPrivate: Bool = true) {
        file = SecretFile(path: path, isPrivate: isPrivate)
    }

    public func credentials(
        organization: String, connector: String
    ) async throws(PostHogError) -> PostHogCredentials {
        let content = try file.content()
        let first = content.first { !($0 == 0x20 || 0x09...0x0D ~= $0) }
        guard first == UInt8(ascii: "{") else {
            return try PostHogCredentials(EnvironmentFile.variables(content), defaultHost: .us)
        }
        return try file.credentials(content, connector: connector, defaultHost: .us)
    }
}

extension SecretFile {
    /// The credentials of a connector in a JSON object that may hold several.
    func credentials(
        _ content: [UInt8], connector: String, defaultHost: PostHogHost?
    ) throws(PostHogError) -> PostHogCredentials {
        guard let json = try? JSON(parsing: content, limits: JSONLimits(maximumDepth: 8)), json.objectValue != nil
        else {
            throw error("must hold a JSON object")
        }
        do throws(PostHogError) {
            let own = json[connector].flatMap { $0.objectValue == nil ? nil : $0 }
            return try PostHogCredentials(json: own ?? json, defaultHost: defaultHost)
        } catch {
            throw PostHogError(
                error.kind, code: error.code, detail: "the file \(path): \(error.detail)", attr: error.attr)
        }
    }
}

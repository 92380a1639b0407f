import Analytics
import JSON

extension ManifestFlag {
    /// Reads the body of a request to create a flag.
    ///
    /// Both dialects need `key`, `type` and `defaultValue`. `reference` may add `name`, `description`, `variants`,
    /// `state`, `metadata` and `expiry` and ignores what it does not know, so that an entry of the manifest can be sent
    /// back. `sync` may add `name` and `description` and refuses everything else (sync API, `additionalProperties`).
    /// - Throws: ``ManifestError/malformedBody(_:)``, or ``ManifestError/invalid(_:)`` with every field at fault.
    public init(creating bytes: [UInt8], in dialect: ManifestDialect) throws(ManifestError) {
        var body = try ManifestBody(bytes)
        let key = body.requiredText("key")
        do throws(ManifestProblem) {
            if let key { _ = try ManifestKey.stored(for: key) }
        } catch {
            body.add(error)
        }
        let name = body.text("name")
        let description = body.clearableText("description") ?? ""
        let typeName: ManifestTypeName? = body.choice("type", isRequired: true)
        let value = body.take("defaultValue")
        if value == nil { body.mismatch("defaultValue", "the default of the flag", nil) }
        var variants: OrderedDictionary<String, ManifestVariant> = [:]
        var state = State.enabled
        var metadata = ManifestMetadata()
        var expiry: Timestamp?
        switch dialect {
        case .reference:
            variants = body.variants() ?? [:]
            state = body.choice("state") ?? .enabled
            metadata = body.metadata() ?? metadata
            expiry = body.expiry() ?? nil
        case .sync:
            body.refuseRest()
        }
        var defaultValue: JSON?
        let type = typeName.map { name in
            name.type(of: [value].compactMap(\.self) + variants.values.map(\.value))
        }
        if let type { defaultValue = body.normalize(value, &variants, as: type) }
        if dialect == .sync, type == .object { body.refuseList(value) }
        try body.check()
        guard let key, let type, let defaultValue else { throw .malformedBody("Something is missing.") }
        self.init(
            key: key, name: name?.isEmpty == true ? nil : name, description: description, type: type,
            defaultValue: defaultValue, variants: variants, state: state, metadata: metadata, expiry: expiry)
    }
}

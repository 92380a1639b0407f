import JSON

extension ManifestChange {
    /// Reads the body of a request to update a flag (DESIGN §4.4).
    ///
    /// `reference` is partial: what is absent stays; unknown members are ignored. `sync` needs `key` and `type`, clears
    /// the description when it is missing (flag systems §4c, trap 2), keeps the name and the default when they are, and
    /// refuses members the contract does not have.
    /// - Parameter key: the key in the path, decoded; a key in the body must be the same.
    /// - Throws: ``ManifestError/malformedBody(_:)``, or ``ManifestError/invalid(_:)`` with every field at fault.
    public init(updating key: String, _ bytes: [UInt8], in dialect: ManifestDialect) throws(ManifestError) {
        var body = try ManifestBody(bytes)
        let bodyKey = dialect == .sync ? body.requiredText("key") : body.text("key")
        if let bodyKey, !bodyKey.utf8.elementsEqual(key.utf8) {
            body.add("key", .invalidValue, "The key must be the one in the path, \(key), got \(bodyKey).")
        }
        self.init(
            type: body.choice("type", isRequired: dialect == .sync), name: body.text("name"),
            description: body.clearableText("description"), dialect: dialect)
        if let value = body.take("defaultValue") {
            if value.isNull {
                body.mismatch("defaultValue", "the default of the flag", value)
            } else {
                defaultValue = value
            }
        }
        switch dialect {
        case .reference:
            variants = body.variants()
            state = body.choice("state")
            metadata = body.metadata()
            expiry = body.expiry()
        case .sync:
            description = description ?? ""
            body.refuseRest()
        }
        if let type, let value = defaultValue {
            var none: OrderedDictionary<String, ManifestVariant> = [:]
            let type = type.type(of: [value])
            _ = body.normalize(value, &none, as: type)
            if dialect == .sync, type == .object { body.refuseList(value) }
        }
        try body.check()
    }
}

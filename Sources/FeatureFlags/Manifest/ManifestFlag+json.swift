import Analytics
public import JSON

extension ManifestFlag {
    /// The flag as a dialect writes it.
    ///
    /// `reference` (OpenFeature proxy specification): key, name, description, `type` with `number` for both kinds of
    /// numbers, defaultValue, variants, state, and metadata and expiry where there are any; the name of a flag without
    /// one is its description, else its key. `sync` (sync API, "ManifestFlag"): key, name (the key when there is none),
    /// type, description (`null` when empty), defaultValue.
    public func json(in dialect: ManifestDialect) -> JSON {
        switch dialect {
        case .reference: referenceJSON
        case .sync:
            [
                "key": .string(key), "name": .string(name ?? key), "type": .string(type.rawValue),
                "description": description.isEmpty ? .null : .string(description), "defaultValue": defaultValue,
            ]
        }
    }

    /// Whether a name is what a dialect shows for want of one.
    func shows(name: String, in dialect: ManifestDialect?) -> Bool {
        self.name == nil && (name == key || (dialect == .reference && name == description))
    }

    private var referenceJSON: JSON {
        var members: JSONObject = [
            "key": .string(key), "name": .string(name ?? (description.isEmpty ? key : description)),
        ]
        if !description.isEmpty { members["description"] = .string(description) }
        members["type"] = .string(type == .integer || type == .float ? "number" : type.rawValue)
        members["defaultValue"] = defaultValue
        members["variants"] = .object(
            JSONObject(
                uniqueKeysWithValues: variants.map { key, variant in
                    var content: JSONObject = ["value": variant.value]
                    if let weight = variant.weight { content["weight"] = JSON(percentage: weight) }
                    return (key, .object(content))
                }))
        members["state"] = .string(state.rawValue)
        if !metadata.isEmpty { members["metadata"] = metadata.json }
        if let expiry { members["expiry"] = .string(expiry.description) }
        return .object(members)
    }
}

extension ManifestMetadata {
    var json: JSON {
        var members: JSONObject = [:]
        for name in Name.allCases {
            if let value = self[name] { members[name.rawValue] = .string(value) }
        }
        return .object(members)
    }
}

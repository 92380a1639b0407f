import JSON

extension ManifestChange {
    /// The changes PostHog's flag needs; empty when the flag says all of it already, so the same request made twice
    /// changes nothing the second time (DESIGN §4.4).
    /// - Throws: ``ManifestError/archived(key:_:)``, ``ManifestError/typeChange(from:to:)``, or
    ///   ``ManifestError/invalid(_:)`` for values that are not of the flag's type.
    public func patch(for flag: FeatureFlag, settings: ManifestSettings) throws(ManifestError) -> FlagPatch {
        let typing = FlagTyping(flag, settings: settings)
        let old = ManifestFlag(flag, typing)
        guard !flag.archived else { throw .archived(key: old.key, .update) }
        if let type, !type.names(old.type) { throw .typeChange(from: old.type, to: type) }
        var new = old
        if let description { new.description = description }
        if let name, !new.shows(name: name, in: dialect) { new.name = name.isEmpty ? nil : name }
        if let state { new.state = state }
        if let metadata { new.metadata = metadata }
        if let expiry { new.expiry = expiry }
        try applyValues(to: &new)
        var patch = FlagPatch()
        let caption = ManifestCaption(name: new.name, description: new.description)
        if caption != ManifestCaption(text: flag.name) { patch.name = caption.text }
        if new.state != old.state { patch.active = new.state == .enabled }
        var tags = ManifestTags(flag.tags)
        if !new.hasSameValues(as: old) {
            let storage = ManifestStorage(new, existing: flag, settings: settings)
            tags.setDefaultName(storage.defaultName)
            patch.filters = storage.changes(of: flag.filters)
        }
        tags.setMetadata(new.metadata)
        tags.setExpiry(new.expiry)
        if tags.tags != flag.tags { patch.tags = tags.tags }
        return patch
    }

    private func applyValues(to flag: inout ManifestFlag) throws(ManifestError) {
        guard defaultValue != nil || variants != nil else { return }
        let given = [defaultValue].compactMap(\.self) + (variants?.values.map(\.value) ?? [])
        // An integer flag may take a fraction where the caller knows no more than `number`.
        let widens = flag.type == .integer && (type == nil || type == .number)
        if widens, ManifestTypeName.number.type(of: given) == .float { flag.type = .float }
        var problems: [ManifestProblem] = []
        func normalized(_ value: JSON, _ field: String) -> JSON {
            if let value = flag.type.normalized(value) { return value }
            problems.append(
                ManifestProblem(
                    field, .invalidType,
                    "It must be \(flag.type.rule), as the flag is of type \(flag.type.rawValue), got "
                        + "\(value.article)."))
            return value
        }
        flag.defaultValue = normalized(defaultValue ?? flag.defaultValue, "defaultValue")
        if let variants {
            let shown = flag.variants
            flag.variants = variants
            for (key, variant) in variants {
                // What the flag has already is not the caller's mistake, whatever it is.
                if let old = shown[key], old.value.isSame(as: variant.value) { continue }
                flag.variants[key]?.value = normalized(variant.value, "variants.\(key).value")
            }
        } else {
            for (key, variant) in flag.variants {
                flag.variants[key]?.value = flag.type.normalized(variant.value) ?? variant.value
            }
        }
        if !problems.isEmpty { throw .invalid(problems) }
    }
}

extension ManifestFlag {
    /// Whether type, default and variants are the same, weights left out counting as different.
    fileprivate func hasSameValues(as other: ManifestFlag) -> Bool {
        var other = other
        other.name = name
        other.description = description
        other.state = state
        other.metadata = metadata
        other.expiry = expiry
        return isEquivalent(to: other)
    }
}

extension ManifestStorage {
    /// The members of `filters` that differ from the stored ones.
    fileprivate func changes(of filters: FlagFilters) -> JSONObject {
        var changes: JSONObject = [:]
        if multivariate != filters.multivariate { changes["multivariate"] = multivariate?.json ?? .null }
        if payloads != filters.payloads {
            changes["payloads"] = .object(payloads.mapValues(JSON.string))
        }
        return changes
    }
}

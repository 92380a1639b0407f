import Analytics
import JSON

extension ManifestBody {
    /// The variants of a body in their order; nil when they are absent (OpenFeature proxy specification).
    mutating func variants() -> OrderedDictionary<String, ManifestVariant>? {
        guard let value = take("variants") else { return nil }
        guard let members = value.objectValue else {
            mismatch("variants", "an object", value)
            return nil
        }
        var variants: OrderedDictionary<String, ManifestVariant> = [:]
        for (key, value) in members {
            let field = "variants.\(key)"
            checkVariantKey(key, field)
            guard let body = value.objectValue else {
                mismatch(field, "an object with a value", value)
                continue
            }
            guard let content = body["value"], !content.isNull else {
                mismatch("\(field).value", "the value of the variant", body["value"])
                continue
            }
            variants[key] = ManifestVariant(value: content, weight: weight(body["weight"], "\(field).weight"))
        }
        checkSum(of: variants)
        return variants
    }

    private mutating func weight(_ value: JSON?, _ field: String) -> Double? {
        guard let value, !value.isNull else { return nil }
        guard let weight = value.doubleValue else {
            mismatch(field, "a number from 0 to 100", value)
            return nil
        }
        guard (0...100).contains(weight) else {
            add(field, weight < 0 ? .tooSmall : .tooBig, "It must be from 0 to 100, got \(value.text).")
            return nil
        }
        return weight
    }

    /// Weights over 100 are refused, never scaled (DESIGN §4.7).
    private mutating func checkSum(of variants: OrderedDictionary<String, ManifestVariant>) {
        let sum = variants.values.compactMap(\.weight).reduce(0, +)
        guard sum > 100 + ManifestStorage.tolerance else { return }
        add("variants", .tooBig, "The weights must sum to at most 100, got \(JSON(percentage: sum).text).")
    }

    /// What PostHog allows as the key of a variant (PostHog API facts §7.4).
    private mutating func checkVariantKey(_ key: String, _ field: String) {
        let isAllowed = { (byte: UInt8) in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: [0x5F, 0x2E, 0x2F, 0x2D].contains(byte)
            }
        }
        guard !key.isEmpty, key.utf8.count <= 400, key.utf8.allSatisfy(isAllowed) else {
            add(
                field, .invalidValue,
                "The key of a variant must be 1 to 400 letters, digits and characters of _ . / -, got \(key).")
            return
        }
    }

    /// The metadata of a body; nil when it is absent.
    mutating func metadata() -> ManifestMetadata? {
        guard let value = take("metadata") else { return nil }
        guard let members = value.objectValue else {
            mismatch("metadata", "an object", value)
            return nil
        }
        var values: [ManifestMetadata.Name: String] = [:]
        for (name, value) in members where !value.isNull {
            let field = "metadata.\(name)"
            guard let known = ManifestMetadata.Name(rawValue: name) else {
                let allowed = ManifestMetadata.Name.allCases.map(\.rawValue).joined(separator: ", ")
                add(field, .unrecognizedKeys, "Metadata has only \(allowed).")
                continue
            }
            guard let text = value.stringValue else {
                mismatch(field, "a string", value)
                continue
            }
            guard text.unicodeScalars.count + known.tagPrefix.count <= 255 else {
                add(field, .tooBig, "It must have at most \(255 - known.tagPrefix.count) characters.")
                continue
            }
            values[known] = text
        }
        return ManifestMetadata(values)
    }

    /// The expiry of a body: nil when it is absent, a change to nil for `null`.
    mutating func expiry() -> Timestamp?? {
        guard let value = take("expiry") else { return nil }
        guard !value.isNull else { return .some(nil) }
        guard let text = value.stringValue, let time = PropertyDate.absolute(text, in: .utc) else {
            mismatch("expiry", "a time such as 2026-12-31T00:00:00Z", value)
            return nil
        }
        return .some(time)
    }

    /// The sync API has objects only (its `FlagDefaultValue`), where `reference` takes lists as well.
    mutating func refuseList(_ value: JSON?) {
        guard case .array? = value else { return }
        add("defaultValue", .invalidType, "It must be an object, got an array.")
    }

    /// The default and the values of the variants as the type holds them.
    mutating func normalize(
        _ value: JSON?, _ variants: inout OrderedDictionary<String, ManifestVariant>, as type: ManifestType
    ) -> JSON? {
        for (key, variant) in variants {
            if let value = type.normalized(variant.value) {
                variants[key]?.value = value
            } else {
                add(
                    "variants.\(key).value", .invalidType,
                    "It must be \(type.rule), as the flag is of type \(type.rawValue), got \(variant.value.article).")
            }
        }
        guard let value else { return nil }
        if let normalized = type.normalized(value) { return normalized }
        add(
            "defaultValue", .invalidType,
            "It must be \(type.rule), as the flag is of type \(type.rawValue), got \(value.shortText).")
        return nil
    }
}

extension JSON {
    /// The value as text when it is short, else its kind.
    fileprivate var shortText: String {
        switch self {
        case .array, .object: return article
        default:
            let text = text
            return text.utf8.count <= 64 ? text : article
        }
    }
}

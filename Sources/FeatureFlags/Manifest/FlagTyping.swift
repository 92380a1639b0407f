import JSON

/// The OpenFeature type of a PostHog flag, its default and the values of its outcomes.
///
/// A flag is *declared* when it holds a default the manifest wrote: a variant that carries it, or a tag that names it.
/// Then the JSON types of the payloads are the declared types (DESIGN §4.3) and nothing is coerced, so that the string
/// `"42"` stays one. Any other flag was made in PostHog and is read by the detection and coercion rules of the
/// OpenFeature proxy specification ("Type Coercion"), see ``PayloadReading``.
struct FlagTyping {
    var type: ManifestType
    var defaultValue: JSON
    /// The value of each variant by its key; a variant without a value of the type is absent.
    var values: [String: JSON] = [:]
    /// What the manifest shows for each variant, of the type or not.
    var shown: [String: JSON] = [:]
    /// What a flag without variants is worth while it is on; false while it is off.
    var valueWhenOn: JSON?
    var isDeclared: Bool
    /// The variant whose value the default is.
    var defaultVariant: String?

    init(_ flag: FeatureFlag, settings: ManifestSettings) {
        let reading = PayloadReading(settings: settings)
        let payloads = flag.hasEncryptedPayloads ? [:] : flag.filters.payloads
        let defaultName = ManifestTags(flag.tags).defaultName
        if flag.filters.variants.isEmpty {
            self.init(simple: payloads["true"], defaultName, flag.isRemoteConfiguration, reading)
        } else {
            let variant = Self.defaultVariant(of: flag.filters.variants, named: defaultName)
            let isCarried = flag.filters.variants.contains(where: \.carriesDefault)
            if isCarried || (defaultName != nil && variant.isNamed) {
                self.init(declared: flag.filters.variants, payloads, default: variant.key)
            } else {
                self.init(detected: flag.filters.variants, payloads, default: variant.key, reading)
            }
        }
    }

    /// A flag that is only on or off.
    private init(
        simple payload: String?, _ defaultName: String?, _ isRemoteConfiguration: Bool, _ reading: PayloadReading
    ) {
        if let isOn = defaultName.flatMap(Bool.init) {
            self.init(type: .boolean, defaultValue: .bool(isOn), valueWhenOn: true, isDeclared: true)
            return
        }
        if defaultName == ManifestTags.payloadName, let payload {
            let value = Self.declaredValue(of: "true", payload: payload)
            self.init(
                type: ManifestType(of: value) ?? .string, defaultValue: value, valueWhenOn: value, isDeclared: true)
            return
        }
        let value = payload.flatMap(reading.value(ofPayload:))
        if let value, let type = ManifestType(of: value), type != .string || isRemoteConfiguration {
            self.init(type: type, defaultValue: value, valueWhenOn: value, isDeclared: false)
        } else {
            self.init(type: .boolean, defaultValue: false, valueWhenOn: true, isDeclared: false)
        }
    }

    /// Variants whose payloads have the declared type.
    private init(declared variants: [FlagVariant], _ payloads: OrderedDictionary<String, String>, default key: String) {
        var shown: [String: JSON] = [:]
        for variant in variants {
            shown[variant.key] = Self.declaredValue(of: variant.key, payload: payloads[variant.key])
        }
        let value = shown[key] ?? .string(key)
        self.init(
            type: ManifestType(of: value) ?? .string, defaultValue: value, shown: shown, isDeclared: true,
            defaultVariant: key)
        values = shown.compactMapValues(type.normalized)
        for (key, value) in values { self.shown[key] = value }
    }

    /// Variants of a flag made in PostHog.
    private init(
        detected variants: [FlagVariant], _ payloads: OrderedDictionary<String, String>, default key: String,
        _ reading: PayloadReading
    ) {
        var read: [String: JSON] = [:]
        for variant in variants {
            read[variant.key] =
                payloads[variant.key].flatMap(reading.value(ofPayload:)) ?? reading.value(ofText: variant.key)
        }
        let types = Set(read.values.compactMap(ManifestType.init(of:)))
        let type = Self.commonType(of: types)
        var shown = read
        if type == .string {
            // Values of several types have only their text in common.
            for variant in variants {
                shown[variant.key] = .string(payloads[variant.key].flatMap(reading.text(ofPayload:)) ?? variant.key)
            }
        }
        let values = shown.compactMapValues(type.normalized)
        shown.merge(values) { _, typed in typed }
        let defaultVariant = values[key] == nil ? variants.first { values[$0.key] != nil }?.key : key
        self.init(
            type: type, defaultValue: defaultVariant.flatMap { values[$0] } ?? .string(key), values: values,
            shown: shown, isDeclared: false, defaultVariant: defaultVariant)
    }

    private init(
        type: ManifestType, defaultValue: JSON, values: [String: JSON] = [:], shown: [String: JSON] = [:],
        valueWhenOn: JSON? = nil, isDeclared: Bool, defaultVariant: String? = nil
    ) {
        self.type = type
        self.defaultValue = defaultValue
        self.values = values
        self.shown = shown
        self.valueWhenOn = valueWhenOn
        self.isDeclared = isDeclared
        self.defaultVariant = defaultVariant
    }

    private static func commonType(of types: Set<ManifestType>) -> ManifestType {
        if types.contains(.object) { return .object }
        if types.count == 1, let only = types.first { return only }
        return types == [.integer, .float] ? .float : .string
    }

    /// What a variant of a declared flag is worth; without a payload that is its key, as in PostHog's SDKs.
    static func declaredValue(of key: String, payload: String?) -> JSON {
        guard let payload else { return .string(key) }
        guard let value = try? JSON(parsing: payload), !value.isNull else { return .string(payload) }
        return value
    }

    /// The variant whose value is the default: the one that carries it, else the one a tag names (PostHog may have put
    /// the tag in lower case), else one with the key `default`, else the first.
    private static func defaultVariant(
        of variants: [FlagVariant], named name: String?
    ) -> (key: String, isNamed: Bool) {
        if let carrier = variants.first(where: \.carriesDefault) { return (carrier.key, true) }
        if let name {
            if variants.contains(where: { $0.key == name }) { return (name, true) }
            if let variant = variants.first(where: { $0.key.lowercased() == name }) { return (variant.key, true) }
        }
        if variants.contains(where: { $0.key == FlagVariant.defaultCarrierKey }) {
            return (FlagVariant.defaultCarrierKey, false)
        }
        return (variants.first?.key ?? FlagVariant.defaultCarrierKey, false)
    }
}

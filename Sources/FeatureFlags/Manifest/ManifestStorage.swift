import JSON

/// How PostHog keeps the type, the default and the variants of a manifest flag (DESIGN §4.3 and §4.7).
///
/// - A boolean without variants needs nothing but a tag for a default of true.
/// - Any other flag made in PostHog without variants keeps its one value in its payload; a tag says so where the payload
///   would be read as something else, for example the text `42` as a number.
/// - Everything else has variants with the JSON text of their values as payloads. The variant whose value is the
///   default is named by a tag; when no variant has that value, or the weights leave some of the users, one more
///   variant carries the default and takes what is left.
/// - What people set in PostHog besides (names of variants, payloads that say the same) is kept.
struct ManifestStorage {
    var multivariate: FlagMultivariate?
    var payloads: OrderedDictionary<String, String>
    /// What the tag for the default names; nil for no tag.
    var defaultName: String?

    /// - Parameter existing: the flag as it is kept now; nil for a new one.
    init(_ flag: ManifestFlag, existing: FeatureFlag?, settings: ManifestSettings) {
        let variants = existing?.filters.variants ?? []
        if flag.variants.isEmpty, variants.isEmpty, let existing, flag.type != .boolean {
            // The one value of a flag without variants is its default too.
            payloads = existing.filters.payloads
            payloads["true"] = flag.defaultValue.text
            if !Self.reads(flag, in: payloads, existing, settings) { defaultName = ManifestTags.payloadName }
        } else if flag.variants.isEmpty, flag.type == .boolean {
            payloads = variants.isEmpty ? existing?.filters.payloads ?? [:] : [:]
            defaultName = flag.defaultValue == true ? "true" : nil
            if let existing, defaultName == nil, !Self.reads(flag, in: payloads, existing, settings) {
                defaultName = "false"
            }
        } else {
            payloads = [:]
            store(flag, existing)
        }
    }

    /// Whether type and default are read back from payloads without variants when no tag says anything.
    private static func reads(
        _ flag: ManifestFlag, in payloads: OrderedDictionary<String, String>, _ existing: FeatureFlag,
        _ settings: ManifestSettings
    ) -> Bool {
        var stored = existing
        stored.filters.multivariate = nil
        stored.filters.payloads = payloads
        var tags = ManifestTags(stored.tags)
        tags.setDefaultName(nil)
        stored.tags = tags.tags
        let typing = FlagTyping(stored, settings: settings)
        return typing.type == flag.type && typing.defaultValue.isSame(as: flag.defaultValue)
    }

    private mutating func store(_ flag: ManifestFlag, _ existing: FeatureFlag?) {
        let filters = existing?.filters ?? FlagFilters()
        let kept = OrderedDictionary(filters.variants.map { ($0.key, $0) }) { first, _ in first }
        var variants: [FlagVariant] = []
        let inOrder =
            kept.keys.filter { flag.variants[$0] != nil } + flag.variants.keys.filter { kept[$0] == nil }
        let weights = Self.weights(of: flag.variants)
        for key in inOrder {
            guard let variant = flag.variants[key] else { continue }
            var stored = kept[key] ?? FlagVariant(key: key, rolloutPercentage: 0)
            if stored.carriesDefault { stored.name = nil }
            stored.rolloutPercentage = weights[key] ?? 0
            variants.append(stored)
            payloads[key] = Self.payload(of: variant.value, key, kept[key] == nil ? nil : filters)
        }
        let rest = 100 - variants.reduce(0) { $0 + $1.rolloutPercentage }
        let named = inOrder.first { flag.variants[$0]?.value.isSame(as: flag.defaultValue) ?? false }
        let carrier = filters.variants.first { $0.carriesDefault && flag.variants[$0.key] == nil }
        let isForced = carrier.map { carrier in filters.groups.contains { $0.variant == carrier.key } } ?? false
        if let named, rest < Self.tolerance, !isForced, ManifestTags.canHold(defaultName: named) {
            defaultName = named
        } else {
            var carrier =
                carrier
                ?? FlagVariant(
                    key: Self.carrierKey(avoiding: flag.variants), name: FlagVariant.defaultCarrierName,
                    rolloutPercentage: 0)
            carrier.rolloutPercentage = rest < Self.tolerance ? 0 : rest
            variants.append(carrier)
            payloads[carrier.key] = flag.defaultValue.text
        }
        multivariate = filters.multivariate ?? FlagMultivariate(variants: [])
        multivariate?.variants = variants
    }

    /// The JSON text of a value; the text kept so far when it says the same.
    private static func payload(of value: JSON, _ key: String, _ filters: FlagFilters?) -> String? {
        guard let filters else { return value.text }
        let payload = filters.payloads[key]
        return FlagTyping.declaredValue(of: key, payload: payload).isSame(as: value) ? payload : value.text
    }

    /// Weights within this much of 100 sum to it: fractions such as 33.3 have no exact double.
    static let tolerance = 0.000_001

    /// The weights; those without one share what the others leave, in hundredths of a percent.
    private static func weights(of variants: OrderedDictionary<String, ManifestVariant>) -> [String: Double] {
        var weights = variants.compactMapValues(\.weight)
        let open = variants.keys.filter { weights[$0] == nil }
        guard !open.isEmpty else { return Dictionary(uniqueKeysWithValues: weights.map { ($0.key, $0.value) }) }
        let left = max(0, 100 - weights.values.reduce(0, +))
        let share = (left / Double(open.count) * 100).rounded(.down) / 100
        for key in open.dropLast() { weights[key] = share }
        if let last = open.last {
            let rest = left - share * Double(open.count - 1)
            weights[last] = (rest * 1_000_000).rounded() / 1_000_000
        }
        return Dictionary(uniqueKeysWithValues: weights.map { ($0.key, $0.value) })
    }

    private static func carrierKey(avoiding variants: OrderedDictionary<String, ManifestVariant>) -> String {
        var key = FlagVariant.defaultCarrierKey
        while variants[key] != nil { key = "openfeature-\(key)" }
        return key
    }
}

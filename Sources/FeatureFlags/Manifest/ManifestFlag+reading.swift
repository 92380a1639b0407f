import JSON

extension ManifestFlag {
    /// OpenFeature's view of a PostHog flag (DESIGN §4.2 to §4.7; OpenFeature proxy specification, "Type Coercion").
    public init(_ flag: FeatureFlag, settings: ManifestSettings) {
        self.init(flag, FlagTyping(flag, settings: settings))
    }

    init(_ flag: FeatureFlag, _ typing: FlagTyping) {
        let caption = ManifestCaption(text: flag.name)
        let tags = ManifestTags(flag.tags)
        var variants: OrderedDictionary<String, ManifestVariant> = [:]
        for variant in flag.filters.variants where !variant.carriesDefault {
            variants[variant.key] = ManifestVariant(
                value: typing.shown[variant.key] ?? .string(variant.key), weight: variant.rolloutPercentage)
        }
        self.init(
            key: ManifestKey.manifestKey(of: flag.key), name: caption.name, description: caption.description,
            type: typing.type, defaultValue: typing.defaultValue, variants: variants,
            state: flag.active ? .enabled : .disabled, metadata: tags.metadata, expiry: tags.expiry)
    }

    /// The manifest of some flags: archived and deleted ones are not in it, disabled ones are (DESIGN §4.5).
    public static func manifest(of flags: some Sequence<FeatureFlag>, settings: ManifestSettings) -> [ManifestFlag] {
        flags.filter { !$0.archived && !$0.deleted }.map { ManifestFlag($0, settings: settings) }
    }
}

/// The `$initial_…` properties that stand for a person's first value and are filled from the current one while the
/// first has not been stored yet (PostHog API facts §12.3).
enum InitialProperties {
    /// The property whose value stands in for a missing one; nil for properties without a first value.
    static func standIn(for key: String) -> String? {
        guard key.hasPrefix("$initial_") else { return nil }
        let name = String(key.dropFirst("$initial_".count))
        if eventProperties.contains(name) { return "$\(name)" }
        return campaignProperties.contains(name) ? name : nil
    }

    private static let eventProperties: Set<String> = [
        "app_build", "app_name", "app_namespace", "app_version", "browser", "browser_version", "device_type",
        "current_url", "pathname", "os", "os_version", "referring_domain", "referrer", "screen_height", "screen_width",
        "viewport_height", "viewport_width", "raw_user_agent",
    ]

    private static let campaignProperties: Set<String> = [
        "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "gclid", "gad_source", "gclsrc", "dclid",
        "gbraid", "wbraid", "fbclid", "msclkid", "twclid", "li_fat_id", "mc_cid", "igshid", "ttclid", "rdt_cid", "epik",
        "qclid", "sccid", "irclid", "_kx",
    ]
}

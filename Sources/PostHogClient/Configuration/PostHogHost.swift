/// Where one PostHog instance answers: its private API and its ingestion API.
///
/// PostHog Cloud has two hosts in every region, and a call sent to the wrong one is refused; a self-hosted instance has
/// one. The host may be given in either form, and each call goes to the right one (DESIGN §4.14).
public struct PostHogHost: Sendable, Hashable {
    /// PostHog Cloud in the United States.
    public static let us = PostHogHost(region: "us")
    /// PostHog Cloud in the European Union.
    public static let eu = PostHogHost(region: "eu")

    /// The base URL of the private API, without a slash at its end: `https://us.posthog.com`.
    public let privateAPI: String
    /// The base URL of capture, flag evaluation and flag definitions: `https://us.i.posthog.com`.
    public let ingestion: String

    /// Reads `us.posthog.com`, `https://eu.i.posthog.com/`, `app.posthog.com` or the address of a self-hosted instance.
    ///
    /// Without a scheme it is `https`, and PostHog Cloud is always called over `https`. A path is kept as a prefix.
    /// Throws `configuration` for anything that is not such an address.
    public init(_ text: String) throws(PostHogError) {
        let address = try PostHogAddress(text)
        switch (address.host, address.port) {
        case ("us.posthog.com", _), ("us.i.posthog.com", _), ("app.posthog.com", _): self = .us
        case ("eu.posthog.com", _), ("eu.i.posthog.com", _): self = .eu
        case ("posthog.com", _), ("www.posthog.com", _):
            throw PostHogAddress.error(text, "is PostHog's web site; the API is at us.posthog.com or eu.posthog.com")
        default: self.init(single: address.description)
        }
    }

    private init(region: String) {
        privateAPI = "https://\(region).posthog.com"
        ingestion = "https://\(region).i.posthog.com"
    }

    private init(single base: String) {
        privateAPI = base
        ingestion = base
    }

    /// True for PostHog Cloud, whose two APIs have hosts of their own.
    public var isCloud: Bool { privateAPI != ingestion }
}

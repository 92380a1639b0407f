public import JSON

/// What can be said about demo data in a project.
public struct PostHogTestDataReport: Sendable, Hashable {
    /// True while PostHog fills the project with its own demo data.
    public let isGenerating: Bool

    /// False: PostHog makes demo data only for a project that is created with `is_demo`.
    public var canBeTriggered: Bool { false }

    /// One sentence for a person.
    public var message: String {
        isGenerating
            ? "PostHog is generating demo data for this project"
            : "No demo data is being generated: PostHog generates it only while it creates a demo project"
    }

    public var json: JSON {
        [
            "is_generating_demo_data": .bool(isGenerating), "can_be_triggered": .bool(canBeTriggered),
            "started": false,
        ]
    }
}

/// Why no invented events were written: they would have gone into a real project, which nobody named.
public struct DemoRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// The project's name, which would have confirmed it.
    public let project: String

    public var description: String {
        "this writes invented events into the PostHog project \(project), where they stay: "
            + "to want that, give its name with --confirm"
    }
}

import Foundation
import JSON
import PostHogClient

extension LiveProject {
    /// A project with what the examples of the documentation take for granted.
    static func example() async throws -> LiveProject {
        let project = try await LiveServer.project()
        try await project.store([
            .numbered(1, event: "signup", of: "user-1", second: 864_000, ["$set": ["email": "ann@example.org"]]),
            .numbered(2, event: "signup", of: "user-2", second: 864_060, ["$set": ["email": "ben@example.org"]]),
            .numbered(
                3, event: "$groupidentify", of: "user-1", second: 864_120,
                ["$group_type": "company", "$group_key": "acme", "$group_set": ["plan": "pro"]]),
        ])
        let properties: JSONObject = ["$browser": "Firefox", "price": 9.5, "$groups": ["company": "acme"]]
        try await project.client.capture(
            PostHogCaptureEvent(event: "$pageview", distinctID: "user-1", properties: properties))
        try await project.client.capture(PostHogCaptureEvent(event: "visit", distinctID: "user-2"))
        return project
    }
}

/// What the examples print is of no interest to whoever runs the tests.
func print(_ items: Any?...) {}

internal import JSON

extension PostHogClient {
    /// Whether PostHog is filling the project with its own demo data.
    public func isGeneratingDemoData(organization: String = "@current") async throws(PostHogError) -> Bool {
        let project = configuration.credentials.projectID
        let call = get(
            Self.path(["api", "organizations", organization, "projects", project, "is_generating_demo_data"]))
        let answer = try await json(call)
        guard let isGenerating = answer["is_generating_demo_data"]?.boolValue else {
            throw PostHogError(
                .malformed, status: 200, detail: "the answer has no boolean is_generating_demo_data", call: call.name)
        }
        return isGenerating
    }

    /// What becomes of a request for test data: PostHog has no call that generates it for an existing project, so this
    /// starts nothing and reports whether PostHog is generating of its own accord.
    public func generateTestData(
        organization: String = "@current"
    ) async throws(PostHogError) -> PostHogTestDataReport {
        PostHogTestDataReport(isGenerating: try await isGeneratingDemoData(organization: organization))
    }
}

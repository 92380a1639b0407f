import FeatureFlags
import HTTPTypes

extension EvaluationRuntime {
    /// Where a caller runs as far as its headers tell; nil when they tell nothing, which gets only flags for all
    /// runtimes (PostHog API facts §9.1).
    static func detected(in headers: HTTPFields) -> EvaluationRuntime? {
        let userAgent = headers[.userAgent] ?? ""
        if clientAgents.contains(where: userAgent.hasPrefix) { return .client }
        if serverAgents.contains(where: userAgent.hasPrefix) { return .server }
        let isPage = headers[.origin] != nil || headers[.referer] != nil || headers[.secFetchSite] != nil
        return isPage ? .client : nil
    }

    private static let clientAgents = [
        "Mozilla/", "posthog-ios/", "posthog-android/", "posthog-react-native/", "posthog-flutter/", "posthog-js/",
    ]

    private static let serverAgents = [
        "posthog-python/", "posthog-node/", "posthog-go/", "posthog-php/", "posthog-ruby/", "posthog-java/",
        "posthog-server/", "posthog-dotnet/", "posthog-rs/", "posthog-elixir/", "PostHog-Elixir/", "python-requests/",
        "python-httpx/", "python-urllib3/", "node-fetch/", "axios/", "okhttp/", "Go-http-client/", "go-resty/", "curl/",
        "Wget/", "Ruby", "Java/", "Apache-HttpClient/", "GuzzleHttp/",
    ]
}

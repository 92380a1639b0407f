internal import JSON

extension PostHogClient {
    /// A list whose next page is named by `next`: what `next` sets among `steering` is the cursor, everything else of
    /// the request stays as it was. A page may be shorter than asked, or empty, though more follow.
    func nextList<Model: PostHogModel>(
        _ path: String, _ query: [(name: String, value: String)], steering: Set<String>, family: EndpointFamily,
        identity: @escaping @Sendable (Model) -> String
    ) -> PostHogSequence<Model> {
        PostHogSequence(identity: identity) { (cursor) async throws(PostHogError) -> PostHogPage<Model> in
            let steered = PercentEncoding.parameters(cursor ?? "").filter { steering.contains($0.name) }
            guard cursor == nil || !steered.isEmpty else { throw Self.invalidCursor(cursor ?? "") }
            let kept = query.filter { parameter in !steered.contains { $0.name == parameter.name } }
            let call = get(path, kept + steered, family: family)
            let answer = try ListAnswer(try await json(call), of: call)
            var next: String?
            if let link = answer.next {
                let parameters = try NextLink(link, of: call, at: configuration.credentials.host).parameters
                next = PercentEncoding.query(parameters.filter { steering.contains($0.name) })
                guard next != cursor, next?.isEmpty == false else {
                    throw PostHogError(
                        .malformed, status: 200, detail: "the address of the next page leads to the same page",
                        call: call.name)
                }
            }
            return PostHogPage(try answer.elements(of: call), cursor: next, total: answer.count)
        }
    }
}

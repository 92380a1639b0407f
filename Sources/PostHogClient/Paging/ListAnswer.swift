internal import JSON

/// An answer `{results, next, count}`, the common part of PostHog's ways of paging.
struct ListAnswer: Sendable {
    let results: [JSON]
    /// The absolute address of the next page, as PostHog gives it.
    let next: String?
    let count: Int?

    init(_ json: JSON, of call: HTTPCall) throws(PostHogError) {
        guard let results = json["results"]?.arrayValue else {
            throw PostHogError(
                .malformed, status: 200, detail: "the answer has no array results", call: call.name)
        }
        self.results = results
        next = json["next"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        count = json["count"]?.int64Value.map(Int.init(clamping:))
    }

    func elements<Model: PostHogModel>(of call: HTTPCall) throws(PostHogError) -> [Model] {
        var elements: [Model] = []
        elements.reserveCapacity(results.count)
        for result in results {
            do throws(PostHogError) {
                elements.append(try Model(json: result))
            } catch {
                throw error.naming(call)
            }
        }
        return elements
    }
}

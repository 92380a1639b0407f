internal import JSON

extension PostHogClient {
    /// A list paged with `limit` and `offset`.
    ///
    /// Elements that come or go while the list is read shift all that follow. So every page begins with the last
    /// element of the page before: where that is found again, reading goes on behind it; where it is not, the list is
    /// read anew and what was read already is left out.
    func offsetList<Model: PostHogModel>(
        _ path: String, _ query: [(name: String, value: String)] = [], pageSize: Int = 100,
        family: EndpointFamily = .general, identity: @escaping @Sendable (Model) -> String
    ) -> PostHogSequence<Model> {
        PostHogSequence(identity: identity) { (cursor) async throws(PostHogError) -> PostHogPage<Model> in
            guard let cursor else {
                return try await offsetPage(path, query, at: 0, pageSize, family, identity, restarts: 0).page
            }
            guard let place = OffsetCursor(cursor) else { throw Self.invalidCursor(cursor) }
            let overlapping = try await offsetPage(
                path, query, at: place.offset - 1, pageSize, family, identity, restarts: place.restarts)
            if let page = overlapping.page(after: place.last, identity) { return page }
            let before = max(0, place.offset - 1 - pageSize)
            let earlier = try await offsetPage(
                path, query, at: before, pageSize, family, identity, restarts: place.restarts)
            if let page = earlier.page(after: place.last, identity) { return page }
            guard place.restarts < 3 else {
                throw PostHogError(
                    .conflict, code: "list_changed", detail: "the list kept changing while it was read",
                    call: "GET \(path)")
            }
            return try await offsetPage(
                path, query, at: 0, pageSize, family, identity, restarts: place.restarts + 1
            ).page
        }
    }

    private func offsetPage<Model: PostHogModel>(
        _ path: String, _ query: [(name: String, value: String)], at offset: Int, _ pageSize: Int,
        _ family: EndpointFamily, _ identity: @Sendable (Model) -> String, restarts: Int
    ) async throws(PostHogError) -> OffsetPage<Model> {
        // One more than the page, for the element it shares with the page before.
        let limit = ("limit", String(pageSize + (offset > 0 ? 1 : 0)))
        let call = get(path, query + [limit, ("offset", String(offset))], family: family)
        let answer = try ListAnswer(try await json(call), of: call)
        let elements: [Model] = try answer.elements(of: call)
        var cursor: OffsetCursor?
        if let next = answer.next {
            _ = try NextLink(next, of: call, at: configuration.credentials.host)
            guard let last = elements.last else {
                throw PostHogError(
                    .malformed, status: 200, code: "no_progress",
                    detail: "the page is empty though more elements are announced", call: call.name)
            }
            cursor = OffsetCursor(offset: offset + elements.count, last: identity(last), restarts: restarts)
        }
        return OffsetPage(page: PostHogPage(elements, cursor: cursor?.text, total: answer.count))
    }

    static func invalidCursor(_ cursor: String) -> PostHogError {
        PostHogError(
            .invalidArgument, code: "invalid_cursor",
            detail: "cursor must be one that an earlier page gave, got \(cursor.shortened(to: 80))", attr: "cursor")
    }
}

private struct OffsetPage<Model: Sendable>: Sendable {
    let page: PostHogPage<Model>

    /// What follows the element, or nil when it is not here.
    func page(after last: String, _ identity: @Sendable (Model) -> String) -> PostHogPage<Model>? {
        guard let position = page.elements.firstIndex(where: { identity($0) == last }) else { return nil }
        return PostHogPage(Array(page.elements[(position + 1)...]), cursor: page.cursor, total: page.total)
    }
}

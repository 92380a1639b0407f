/// A list that is fetched page by page while it is read.
///
///     for try await flag in client.flags() { print(flag.key) }
///
/// Every element comes once, however PostHog cuts its pages. Reading stops with the first error; a new iterator starts
/// from the beginning, and ``page(at:)`` reads a single page.
public struct PostHogSequence<Element: Sendable>: AsyncSequence, Sendable {
    public typealias Failure = PostHogError

    /// Loads the page a cursor leads to, the first one for nil.
    let load: @Sendable (_ cursor: String?) async throws(PostHogError) -> PostHogPage<Element>
    /// What tells two elements apart, where the pages of a changing list may overlap.
    let identity: (@Sendable (Element) -> String)?

    init(
        identity: (@Sendable (Element) -> String)? = nil,
        _ load: @escaping @Sendable (_ cursor: String?) async throws(PostHogError) -> PostHogPage<Element>
    ) {
        self.load = load
        self.identity = identity
    }

    /// One page: the first, or the one a cursor of an earlier page leads to.
    public func page(at cursor: String? = nil) async throws(PostHogError) -> PostHogPage<Element> {
        try await load(cursor)
    }

    /// The elements from the first on, at most `count` of them.
    public func collect(atMost count: Int = .max) async throws(PostHogError) -> [Element] {
        var elements: [Element] = []
        var iterator = makeAsyncIterator()
        while elements.count < count, let element = try await iterator.next(isolation: nil) {
            elements.append(element)
        }
        return elements
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(self)
    }
}

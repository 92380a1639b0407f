extension PostHogSequence {
    /// Reads the list once, from its beginning.
    public struct Iterator: AsyncIteratorProtocol {
        public typealias Failure = PostHogError

        private let sequence: PostHogSequence
        private var elements: ArraySlice<Element> = []
        private var cursor: String?
        private var isAtEnd = false
        private var seen = RecentIdentities(capacity: 50_000)
        private var emptyPages = 0

        init(_ sequence: PostHogSequence) {
            self.sequence = sequence
        }

        public mutating func next() async throws(PostHogError) -> Element? {
            try await next(isolation: nil)
        }

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(PostHogError) -> Element? {
            while elements.isEmpty {
                guard !isAtEnd else { return nil }
                do throws(PostHogError) {
                    try await loadPage(isolation: actor)
                } catch {
                    isAtEnd = true
                    throw error
                }
            }
            return elements.removeFirst()
        }

        private mutating func loadPage(isolation: isolated (any Actor)?) async throws(PostHogError) {
            let page = try await sequence.load(cursor)
            if let identity = sequence.identity {
                elements = page.elements.filter { seen.insert(identity($0)) }[...]
            } else {
                elements = page.elements[...]
            }
            guard let next = page.cursor else {
                isAtEnd = true
                return
            }
            emptyPages = elements.isEmpty ? emptyPages + 1 : 0
            // A page may be empty though more follow, but not forever.
            guard next != cursor, emptyPages < 100 else {
                throw PostHogError(.malformed, status: 200, detail: "the pages of the list lead nowhere")
            }
            cursor = next
        }
    }
}

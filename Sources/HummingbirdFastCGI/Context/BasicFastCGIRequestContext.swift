public import Hummingbird

/// A request context with everything Hummingbird needs and the web server's parameters.
public struct BasicFastCGIRequestContext: FastCGIRequestContext {
    public var coreContext: CoreRequestContextStorage
    public let fastCGI: FastCGIRequestContextSource

    public init(source: FastCGIRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        fastCGI = source
    }
}

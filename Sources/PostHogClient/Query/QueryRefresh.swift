/// Whether a query may be answered from PostHog's cache, and whether the answer is waited for there or here.
public enum QueryRefresh: String, Sendable, Hashable, CaseIterable {
    /// From the cache while it is fresh.
    case blocking
    /// Always computed.
    case forceBlocking = "force_blocking"
    /// Computed in the background while the client asks again and again.
    case async
    case forceAsync = "force_async"
    case lazyAsync = "lazy_async"
    case asyncExceptOnCacheMiss = "async_except_on_cache_miss"
    case forceCache = "force_cache"
}

import Analytics
import FeatureFlags

extension FlagStoreError {
    /// What a failure of the store means to those who asked for flags.
    init(_ error: EventStoreError) {
        self =
            switch error.code {
            case .unavailable: .unavailable(error.message, retryAfterSeconds: error.retryAfterSeconds)
            case .full: .unavailable(error.message, retryAfterSeconds: nil)
            case .upstream(let status): .upstream(status: status, detail: error.message)
            case .unusable, .tooLarge: .unusable(error.message)
            case .unsupported: .unsupported(error.message)
            case .invalidCursor: .failed(error.message)
            case .failed: .failed(error.message)
            }
    }

    /// A flag is there and cannot be shown or changed, because its definition cannot be read.
    static func unreadable(_ flag: MalformedFlag) -> FlagStoreError {
        .refused(
            "flag \(flag.key) cannot be read: \(flag.problem.field): \(flag.problem.detail); "
                + "replace it, revert it to an earlier version or delete it")
    }
}

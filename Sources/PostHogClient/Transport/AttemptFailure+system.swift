#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension AttemptFailure {
    static var connectionRefused: Int32 { ECONNREFUSED }
}

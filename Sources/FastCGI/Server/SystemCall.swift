internal import Glibc

/// The few rules that hold for every call of the system: repeat on EINTR, take errno at once, close once.
enum SystemCall {
    /// The system's text for an error number.
    static func describe(_ number: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Runs a call until a signal no longer interrupts it; throws with the errno of the failure.
    static func check(
        _ message: @autoclosure () -> String, code: FastCGIError.Code = .systemCall, _ call: () -> Int32
    ) throws(FastCGIError) -> Int32 {
        while true {
            let result = call()
            if result >= 0 { return result }
            let number = errno
            if number == EINTR { continue }
            throw FastCGIError(code, message(), systemError: number)
        }
    }

    /// A duration as the `timeval` that SO_RCVTIMEO takes: microseconds, and never zero, which would mean forever.
    static func timeval(_ duration: Duration) -> timeval {
        let (seconds, attoseconds) = duration.components
        let microseconds = attoseconds / 1_000_000_000_000
        if seconds <= 0 && microseconds <= 0 { return Glibc.timeval(tv_sec: 0, tv_usec: 1) }
        return Glibc.timeval(tv_sec: Int(clamping: seconds), tv_usec: Int(clamping: microseconds))
    }

    /// A duration as the milliseconds that `poll` takes, rounded up so that waiting is never cut short.
    static func milliseconds(_ duration: Duration) -> Int32 {
        guard duration > .zero else { return 0 }
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, carry) = whole.addingReportingOverflow((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
        return overflow || carry ? Int32.max : Int32(clamping: sum)
    }
}

public import JSON

/// A flag, or a whole request, that could not be evaluated.
public struct OFREPFailure: Error, Sendable, Hashable {
    /// Nil for a bulk request that failed as a whole.
    public var key: String?
    public var code: OFREPErrorCode
    /// One sentence.
    public var details: String

    public init(key: String? = nil, _ code: OFREPErrorCode, _ details: String) {
        self.key = key
        self.code = code
        self.details = details
    }

    /// The same failure of one flag.
    public func of(key: String) -> OFREPFailure {
        OFREPFailure(key: key, code, details)
    }
}

extension OFREPFailure {
    /// As it is sent.
    var text: String {
        var json = JSONWriter(capacity: 256)
        write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension OFREPFailure: JSONWritable {
    /// `{"key","errorCode","errorDetails"}`: clients need both texts, and the key even when a server fails (flag
    /// systems §4b).
    public func write(to json: inout JSONWriter) {
        json.object { failure in
            if let key { failure.field("key", key) }
            failure.field("errorCode", code.rawValue)
            failure.field("errorDetails", details)
        }
    }
}

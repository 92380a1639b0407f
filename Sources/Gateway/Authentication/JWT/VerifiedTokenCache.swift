import Analytics
import Crypto
import Synchronization

/// Remembers JWTs whose signature was found good, so that it is not computed for every request.
///
/// Kept by the token's SHA-256, until the token ends, and only while the keys are the ones it was verified with.
final class VerifiedTokenCache: Sendable {
    private let capacity: Int
    private let entries = Mutex<[SHA256Digest: Entry]>([:])

    /// Which keys were in use: a number per source.
    struct KeyVersion: Sendable, Equatable {
        var file = 0
        var remote = 0
    }

    private struct Entry {
        let authentication: Authentication
        let endsAt: Timestamp
        let keyVersion: KeyVersion
    }

    init(capacity: Int = 4_096) {
        self.capacity = max(1, capacity)
    }

    func authentication(digest: SHA256Digest, keyVersion: KeyVersion, at now: Timestamp) -> Authentication? {
        entries.withLock { entries in
            guard let entry = entries[digest] else { return nil }
            guard entry.keyVersion == keyVersion, now < entry.endsAt else {
                entries[digest] = nil
                return nil
            }
            return entry.authentication
        }
    }

    func store(_ authentication: Authentication, digest: SHA256Digest, endsAt: Timestamp, keyVersion: KeyVersion) {
        entries.withLock { entries in
            // Any one may go: the order a dictionary has is as good as random to a sender.
            if entries.count >= capacity, entries[digest] == nil { entries.remove(at: entries.startIndex) }
            entries[digest] = Entry(authentication: authentication, endsAt: endsAt, keyVersion: keyVersion)
        }
    }

    var count: Int { entries.withLock { $0.count } }
}

import Crypto
import FeatureFlags
import JSON
import NIOCore

/// All definitions as SDKs that evaluate locally fetch them, with the tag that tells whether they changed.
struct DefinitionsAnswer: Sendable {
    let body: ByteBuffer
    /// Weak, as PostHog's (PostHog API facts §8).
    let entityTag: String

    init(body: ByteBuffer, entityTag: String) {
        self.body = body
        self.entityTag = entityTag
    }

    init(_ flags: FlagSet) {
        let bytes = flags.definitions(teamID: SDKFlagRoutes.projectID).serialized()
        body = ByteBuffer(bytes: bytes)
        entityTag = "W/\"\(SHA256.hash(data: bytes).prefix(12).hexadecimal)\""
    }
}

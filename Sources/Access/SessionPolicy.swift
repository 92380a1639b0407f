public import Analytics

/// How long a session lives: 30 minutes unused, 8 hours at most.
public enum SessionPolicy {
    public static let idleSeconds: Int64 = 30 * 60
    public static let absoluteSeconds: Int64 = 8 * 3_600
    /// Its use is written down at most this often, so that reading costs no write.
    public static let touchIntervalSeconds: Int64 = 60

    public static func isAlive(_ session: Session, at now: Timestamp) -> Bool {
        now < session.expiresAt
            && now < session.lastUsedAt.advanced(byMicroseconds: idleSeconds * Timestamp.microsecondsPerSecond)
    }

    public static func needsTouch(_ session: Session, at now: Timestamp) -> Bool {
        session.lastUsedAt.advanced(byMicroseconds: touchIntervalSeconds * Timestamp.microsecondsPerSecond) <= now
    }
}

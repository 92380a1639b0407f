/// The part of the path in front of the application's own routes.
public enum MountPoint: Sendable, Equatable {
    /// Nothing is removed, unless the web server names a script file: when the last segment of SCRIPT_NAME ends in
    /// `.fcgi` or `.cgi` (Apache, shared hosting), routes see what follows it, that is PATH_INFO (RFC 3875 §4.1.5).
    /// Without PATH_INFO they see the client's path behind the script's directory, or all of it when it lies elsewhere.
    ///
    /// So `/~ann/app/gateway.fcgi/health`, and `/~ann/app/health` rewritten to `gateway.fcgi/health` or just to
    /// `gateway.fcgi`, are all routed as `/health`.
    case automatic
    /// Nothing is ever removed: routes see the whole path of REQUEST_URI.
    case root
    /// This prefix is removed, whole segments only; a path outside it is answered with 404. For example `/posthog`.
    case path(String)
}

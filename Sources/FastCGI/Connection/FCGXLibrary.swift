internal import CFastCGI
internal import Glibc

/// libfcgi's process-wide initialisation, done once.
enum FCGXLibrary {
    /// - Throws: `library` when libfcgi refuses.
    static func initialize() throws(FastCGIError) {
        guard result == 0 else {
            throw FastCGIError(.library, "libfcgi could not be initialised", libraryError: result)
        }
    }

    /// FCGX_Init replaces SIGTERM's and SIGUSR1's actions by handlers that only set a flag, so that a process which
    /// does not want us to handle signals could not be terminated any more. They are put back; SIGPIPE is not, as
    /// libfcgi answers management records with a plain `write`.
    private static let result: Int32 = {
        var terminate = sigaction()
        var user = sigaction()
        sigaction(SIGTERM, nil, &terminate)
        sigaction(SIGUSR1, nil, &user)
        let code = FCGX_Init()
        sigaction(SIGTERM, &terminate, nil)
        sigaction(SIGUSR1, &user, nil)
        return code
    }()
}

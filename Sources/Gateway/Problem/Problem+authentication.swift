import HTTPTypes

extension Problem {
    init(_ failure: AuthenticationFailure) {
        if case .unavailable(let seconds) = failure {
            self.init(.serviceUnavailable, failure.description)
            retryAfterSeconds = seconds
        } else {
            self.init(.unauthorized, failure.description)
            if let challenge = failure.challenge { headers[.wwwAuthenticate] = challenge }
        }
    }

    init(_ failure: SignInService.Failure) {
        switch failure {
        case .wait(let seconds):
            self = .tooManyRequests(
                "Too many failed sign-ins; wait \(seconds) seconds before the next one.", retryAfterSeconds: seconds)
        case .refused(let failure):
            self.init(failure)
        }
    }
}

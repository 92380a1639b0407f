public import Hummingbird
public import Logging

extension FastCGIApplication where Responder.Context: InitializableFromSource<FastCGIRequestContextSource> {
    /// Makes an application of a responder whose contexts know FastCGI.
    public init(
        responder: Responder,
        configuration: FastCGIApplicationConfiguration = FastCGIApplicationConfiguration(),
        logger: Logger = Logger(label: "FastCGI")
    ) {
        self.init(responder: responder, configuration: configuration, logger: logger) { source in
            Responder.Context(source: source)
        }
    }

    /// Makes an application of a router whose contexts know FastCGI. Routes added to it later are not seen.
    public init<Builder: HTTPResponderBuilder>(
        router: Builder,
        configuration: FastCGIApplicationConfiguration = FastCGIApplicationConfiguration(),
        logger: Logger = Logger(label: "FastCGI")
    ) where Builder.Responder == Responder {
        self.init(responder: router.buildResponder(), configuration: configuration, logger: logger)
    }
}

extension FastCGIApplication where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    /// Makes an application of a responder written for Hummingbird's own server.
    public init(
        responder: Responder,
        configuration: FastCGIApplicationConfiguration = FastCGIApplicationConfiguration(),
        logger: Logger = Logger(label: "FastCGI")
    ) {
        self.init(responder: responder, configuration: configuration, logger: logger) { source in
            let channel = RequestChannel(remoteAddress: source.remoteAddress)
            return Responder.Context(source: ApplicationRequestContextSource(channel: channel, logger: source.logger))
        }
    }

    /// Makes an application of a router written for Hummingbird's own server. Routes added to it later are not seen.
    public init<Builder: HTTPResponderBuilder>(
        router: Builder,
        configuration: FastCGIApplicationConfiguration = FastCGIApplicationConfiguration(),
        logger: Logger = Logger(label: "FastCGI")
    ) where Builder.Responder == Responder {
        self.init(responder: router.buildResponder(), configuration: configuration, logger: logger)
    }
}

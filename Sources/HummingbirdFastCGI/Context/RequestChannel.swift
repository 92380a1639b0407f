import NIOCore
import NIOPosix

/// Stands where a context made for Hummingbird's own server expects the connection's channel.
///
/// It tells the client's address and lends an event loop; nothing can be read from it or written to it. Event loops are
/// started only if somebody asks for one.
final class RequestChannel: Channel, ChannelCore {
    let remoteAddress: SocketAddress?
    let allocator = ByteBufferAllocator()

    init(remoteAddress: SocketAddress?) {
        self.remoteAddress = remoteAddress
    }

    private static let loop = MultiThreadedEventLoopGroup.singleton.any()

    var eventLoop: any EventLoop { Self.loop }
    /// The request outlives every use of its channel, so as far as anybody can see the channel never closes.
    private static let closePromise = loop.makePromise(of: Void.self)
    var closeFuture: EventLoopFuture<Void> { Self.closePromise.futureResult }
    var pipeline: ChannelPipeline { ChannelPipeline(channel: self) }
    var localAddress: SocketAddress? { nil }
    var parent: (any Channel)? { nil }
    var isWritable: Bool { false }
    var isActive: Bool { true }
    var _channelCore: any ChannelCore { self }

    func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) -> EventLoopFuture<Void> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    func localAddress0() throws -> SocketAddress { throw ChannelError.operationUnsupported }

    func remoteAddress0() throws -> SocketAddress {
        guard let remoteAddress else { throw ChannelError.operationUnsupported }
        return remoteAddress
    }

    func register0(promise: EventLoopPromise<Void>?) { refuse(promise) }
    func registerAlreadyConfigured0(promise: EventLoopPromise<Void>?) { refuse(promise) }
    func bind0(to: SocketAddress, promise: EventLoopPromise<Void>?) { refuse(promise) }
    func connect0(to: SocketAddress, promise: EventLoopPromise<Void>?) { refuse(promise) }
    func write0(_ data: NIOAny, promise: EventLoopPromise<Void>?) { refuse(promise) }
    func flush0() {}
    func read0() {}
    func close0(error: any Error, mode: CloseMode, promise: EventLoopPromise<Void>?) { refuse(promise) }
    func triggerUserOutboundEvent0(_ event: Any, promise: EventLoopPromise<Void>?) { refuse(promise) }
    func channelRead0(_ data: NIOAny) {}
    func errorCaught0(error: any Error) {}

    private func refuse(_ promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }
}

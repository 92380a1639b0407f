// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let orderedCollections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")

let package = Package(
    name: "posthog-gateway",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "FastCGI", targets: ["FastCGI"]),
        .library(name: "HummingbirdFastCGI", targets: ["HummingbirdFastCGI"]),
        .executable(name: "posthog-gateway", targets: ["posthog-gateway"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .systemLibrary(name: "CFastCGI", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "JSON", dependencies: [orderedCollections]),
        .target(name: "FastCGI", dependencies: ["CFastCGI", logging]),
        .target(name: "HummingbirdFastCGI", dependencies: ["FastCGI", hummingbird, httpTypes, logging, nioCore,
            .product(name: "NIOEmbedded", package: "swift-nio"),
        ]),
        .target(name: "Access", dependencies: ["Analytics"]),
        .target(name: "Analytics", dependencies: ["JSON", orderedCollections]),
        .target(name: "SQLiteEngine", dependencies: ["Access", "Analytics", "JSON", logging,
            .product(name: "GRDB", package: "GRDB.swift"),
        ]),
        .target(name: "Gateway", dependencies: [
            "Access", "Analytics", "CZlib", "FastCGI", "HummingbirdFastCGI", "JSON", "SQLiteEngine",
            crypto, hummingbird, httpTypes, logging, nioCore, orderedCollections,
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "Configuration", package: "swift-configuration"),
            .product(name: "JWTKit", package: "jwt-kit"),
            .product(name: "Metrics", package: "swift-metrics"),
        ]),
        .executableTarget(name: "posthog-gateway", dependencies: [
            "FastCGI", "Gateway",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),
        .target(name: "EngineConformance", dependencies: ["Access", "Analytics", "JSON"], path: "Tests/EngineConformance"),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(name: "FastCGITests", dependencies: ["FastCGI"]),
        .testTarget(name: "HummingbirdFastCGITests", dependencies: ["HummingbirdFastCGI", "FastCGI", hummingbird]),
        .testTarget(name: "AccessTests", dependencies: ["Access", "Analytics", "JSON"]),
        .testTarget(name: "AnalyticsTests", dependencies: ["Analytics", "JSON"]),
        .testTarget(name: "SQLiteEngineTests", dependencies: ["SQLiteEngine", "EngineConformance", "Access", "Analytics", "JSON"]),
        .testTarget(name: "GatewayTests", dependencies: ["Gateway", "Access", "Analytics", "JSON", hummingbird, httpTypes]),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = settings
}

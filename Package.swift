// swift-tools-version:6.2
import PackageDescription

var settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
// An error comes back with every build until it is mended, where a warning is said once, by the build that compiled
// the file. A newer compiler may warn of more, and a newer package deprecate what is used here: neither may break
// the build of somebody who only wants to run the gateway.
#if compiler(<6.4)
    settings += [.treatAllWarnings(as: .error), .treatWarning("DeprecatedDeclaration", as: .warning)]
#endif

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let basicContainers: Target.Dependency = .product(name: "BasicContainers", package: "swift-collections")
let orderedCollections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")

let package = Package(
    name: "posthog-gateway",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "FastCGI", targets: ["FastCGI"]),
        .library(name: "HummingbirdFastCGI", targets: ["HummingbirdFastCGI"]),
        .library(name: "PostHogClient", targets: ["PostHogClient"]),
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
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CFastCGI", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CBucketHash"),
        .target(name: "JSON", dependencies: [orderedCollections]),
        .target(name: "FastCGI", dependencies: ["CFastCGI", logging]),
        .target(
            name: "HummingbirdFastCGI",
            dependencies: [
                "FastCGI", hummingbird, httpTypes, logging, nioCore, serviceLifecycle,
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .target(name: "Access", dependencies: ["Analytics"]),
        .target(name: "Analytics", dependencies: ["JSON", orderedCollections]),
        .target(
            name: "FeatureFlags",
            dependencies: ["Analytics", "CBucketHash", "JSON", basicContainers, crypto, orderedCollections]),
        .target(
            name: "ManifestSync",
            dependencies: [
                "FeatureFlags", "JSON", nioCore,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        .target(
            name: "SQLiteEngine",
            dependencies: [
                "Access", "Analytics", "FeatureFlags", "JSON", logging,
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .target(
            name: "PostHogClient",
            dependencies: [
                "CZlib", "JSON", logging, nioCore, orderedCollections,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .target(
            name: "PostHogEngine",
            dependencies: [
                "Access", "Analytics", "FeatureFlags", "JSON", "PostHogClient", crypto, logging, orderedCollections,
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .target(
            name: "Gateway",
            dependencies: [
                "Access", "Analytics", "CZlib", "FastCGI", "FeatureFlags", "HummingbirdFastCGI", "JSON",
                "PostHogClient", "PostHogEngine", "SQLiteEngine",
                crypto, hummingbird, httpTypes, logging, nioCore, orderedCollections,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        .executableTarget(
            name: "posthog-gateway",
            dependencies: [
                "FastCGI", "Gateway", "ManifestSync",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .target(
            name: "EngineConformance", dependencies: ["Access", "Analytics", "FeatureFlags", "JSON"],
            path: "Tests/EngineConformance"),
        .executableTarget(
            name: "evaluator-bench", dependencies: ["Analytics", "FeatureFlags", "JSON", basicContainers],
            path: "Tests/bench/evaluator"),
        .testTarget(name: "JSONTests", dependencies: ["JSON", orderedCollections]),
        .testTarget(name: "FastCGITests", dependencies: ["FastCGI", "CFastCGI", logging]),
        .testTarget(
            name: "HummingbirdFastCGITests",
            dependencies: [
                "HummingbirdFastCGI", "FastCGI", hummingbird, httpTypes, logging, nioCore, serviceLifecycle,
            ]),
        .testTarget(name: "AccessTests", dependencies: ["Access", "Analytics", "JSON"]),
        .testTarget(name: "AnalyticsTests", dependencies: ["Analytics", "JSON"]),
        .testTarget(
            name: "FeatureFlagsTests", dependencies: ["FeatureFlags", "Analytics", "JSON", crypto, orderedCollections],
            exclude: ["Fixtures"]),
        .testTarget(name: "ManifestSyncTests", dependencies: ["ManifestSync", "FeatureFlags", "JSON"]),
        .testTarget(
            name: "SQLiteEngineTests",
            dependencies: [
                "SQLiteEngine", "EngineConformance", "Access", "Analytics", "FeatureFlags", "JSON", logging,
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "PostHogClientTests",
            dependencies: [
                "PostHogClient", "JSON", hummingbird, httpTypes, logging, nioCore, orderedCollections, serviceLifecycle,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        .testTarget(
            name: "PostHogEngineTests",
            dependencies: [
                "PostHogEngine", "PostHogClient", "EngineConformance", "Access", "Analytics", "FeatureFlags", "JSON",
                logging, nioCore, orderedCollections, .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "Access", "Analytics", "FastCGI", "FeatureFlags", "HummingbirdFastCGI", "JSON",
                "PostHogClient", "SQLiteEngine",
                crypto, hummingbird, httpTypes, logging, nioCore, orderedCollections,
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ]),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = settings
}

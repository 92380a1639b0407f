/// The shop whose traffic the demo shows: its endpoints, pages and how its parts misbehave.
enum DemoShop {
    struct Endpoint: Sendable {
        let path: String
        let method: String
        /// The middle of its response times in milliseconds.
        let typicalMilliseconds: Double
        /// The page it is called from, and what the user clicked there.
        let page: String
        let button: String
        /// The key of the flag that decides how it is done.
        var flag: String?
    }

    static let endpoints = [
        Endpoint(
            path: "/api/products", method: "GET", typicalMilliseconds: 38, page: "/", button: "Browse",
            flag: "page-size"),
        Endpoint(
            path: "/api/products/search", method: "GET", typicalMilliseconds: 95, page: "/search", button: "Search",
            flag: "search-engine"),
        Endpoint(
            path: "/api/products/detail", method: "GET", typicalMilliseconds: 52, page: "/product", button: "Show"),
        Endpoint(
            path: "/api/cart", method: "POST", typicalMilliseconds: 64, page: "/product", button: "Add to cart",
            flag: "gift-wrapping"),
        Endpoint(
            path: "/api/checkout", method: "POST", typicalMilliseconds: 240, page: "/checkout", button: "Pay now",
            flag: "express-checkout"),
        Endpoint(path: "/api/orders", method: "GET", typicalMilliseconds: 71, page: "/orders", button: "My orders"),
        Endpoint(
            path: "/api/invoices/export", method: "POST", typicalMilliseconds: 780, page: "/orders", button: "Export"),
        Endpoint(path: "/api/profile", method: "PUT", typicalMilliseconds: 47, page: "/settings", button: "Save"),
    ]

    static let firstNames = [
        "Ada", "Ben", "Chloe", "Dario", "Elif", "Femi", "Greta", "Hugo", "Iris", "Jonas", "Kavya", "Liam", "Mina",
        "Noor", "Otto", "Paula", "Quinn", "Rosa", "Sami", "Tara", "Umar", "Vera", "Wim", "Xenia", "Yara", "Zeno",
    ]

    static let lastNames = [
        "Almeida", "Bauer", "Costa", "Demir", "Eriksen", "Fischer", "Garcia", "Haddad", "Ivanova", "Jansen", "Keller",
        "Lindqvist", "Moreau", "Novak", "Okafor", "Petrov", "Quist", "Rossi", "Sato", "Tanaka", "Usman", "Varga",
        "Weber", "Yilmaz", "Zhang",
    ]

    static let companies = ["Northwind", "Bluebird", "Kestrel", "Lumen", "Harbor", "Juniper", "Atlas", "Meadow"]
    static let plans = ["free", "free", "free", "team", "team", "business"]
    static let browsers = ["Chrome", "Safari", "Firefox", "Edge"]

    /// What goes wrong for a user, beside the noise everybody has.
    enum Trouble: CaseIterable, Sendable {
        case none
        /// The card is declined at checkout.
        case declinedCard
        /// Exports take seconds.
        case slowExports
        /// The search service times out.
        case searchTimeouts
    }
}

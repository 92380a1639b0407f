/// An error the demo shop reports.
struct DemoError {
    let type: String
    let message: String
    let exception: String
    let traceback: String

    static func declinedCard(orderNumber: Int) -> DemoError {
        DemoError(
            type: "card_declined", message: "The card for order \(orderNumber) was declined by the issuer",
            exception: "PaymentError",
            traceback: "PaymentError: declined\n  at charge (payments/charge.py:88)\n  at checkout (api/checkout.py:41)"
        )
    }

    static let searchTimeout = DemoError(
        type: "connection_error", message: "The search index did not answer within 5000 ms", exception: "TimeoutError",
        traceback: "TimeoutError: 5000 ms\n  at query (search/index.py:132)\n  at search (api/products.py:67)")

    static let database = DemoError(
        type: "application_error", message: "Connection 17 to the database was closed", exception: "OperationalError",
        traceback: "OperationalError: connection closed\n  at execute (db/pool.py:54)\n  at handle (api/base.py:23)")
}

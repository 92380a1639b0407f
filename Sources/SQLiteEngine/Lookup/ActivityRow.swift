import Analytics

/// The columns of one event that are counted; the texts are valid only while the row is the current one.
struct ActivityRow {
    let timestamp: Timestamp
    let event: UnsafeRawBufferPointer
    let statusCode: Int?
    let duration: Double?
    let endpoint: UnsafeRawBufferPointer?
    let errorType: UnsafeRawBufferPointer?
}

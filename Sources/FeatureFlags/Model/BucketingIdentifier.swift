/// By what a person is put into a bucket.
public enum BucketingIdentifier: String, Sendable, Hashable, CaseIterable {
    case distinctID = "distinct_id"
    case deviceID = "device_id"
}

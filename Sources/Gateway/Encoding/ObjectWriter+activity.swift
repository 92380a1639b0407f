import Analytics
import JSON

extension JSONWriter.ObjectWriter {
    /// The counts of an activity, under their documented names.
    mutating func activity(_ activity: Activity) {
        field("total_events", activity.totalEvents)
        field("api_requests") { json in
            json.object { requests in
                requests.field("total", activity.requests.total)
                requests.field("successful", activity.requests.total - activity.requests.failed)
                requests.field("failed", activity.requests.failed)
                requests.field("average_response_time_ms", rounded: activity.requests.averageMilliseconds)
                requests.field("percentiles") { $0.percentiles(activity.requests.percentiles) }
            }
        }
        field("errors") { json in
            json.object { errors in
                errors.field("total", activity.totalErrors)
                errors.field("by_type") { $0.counts(activity.errorsByType) }
            }
        }
        field("slow_requests") { json in
            json.object { slow in
                slow.field("total", activity.totalSlow)
                slow.field("by_endpoint") { $0.slowEndpoints(activity.slowByEndpoint) }
            }
        }
        field("most_used_endpoints") { $0.counts(activity.mostUsedEndpoints) }
        field("per_day", array: activity.days) { $0.day($1) }
    }

    /// A measurement with one decimal.
    fileprivate mutating func field(_ name: String, rounded number: Double?) {
        field(name, number.map { ($0 * 10).rounded() / 10 })
    }
}

extension JSONWriter {
    fileprivate mutating func percentiles(_ percentiles: Percentiles) {
        object { entry in
            entry.field("n", percentiles.sampleCount)
            entry.field("p50_ms", rounded: percentiles.p50)
            entry.field("p95_ms", rounded: percentiles.p95)
            entry.field("p99_ms", rounded: percentiles.p99)
        }
    }

    fileprivate mutating func counts(_ counts: [Activity.Count]) {
        object { entry in
            for count in counts { entry.field(count.name, count.count) }
        }
    }

    fileprivate mutating func slowEndpoints(_ endpoints: [Activity.SlowEndpoint]) {
        object { entry in
            for endpoint in endpoints {
                entry.field(endpoint.endpoint) { json in
                    json.object { slow in
                        slow.field("count", endpoint.count)
                        slow.field("average_duration_ms", rounded: endpoint.averageMilliseconds)
                    }
                }
            }
        }
    }

    fileprivate mutating func day(_ day: Activity.Day) {
        object { entry in
            entry.field("date", day.midnight.day)
            entry.field("events", day.events)
            entry.field("requests", day.requests)
            entry.field("failed", day.failed)
            entry.field("errors", day.errors)
            entry.field("slow", day.slow)
        }
    }
}

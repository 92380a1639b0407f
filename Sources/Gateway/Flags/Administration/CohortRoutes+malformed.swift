import FeatureFlags
import HTTPTypes
import JSON

extension MalformedCohort {
    /// What is wrong, and with which cohort.
    var summary: JSONObject {
        [
            "id": .integer(id), "name": .string(name), "version": version.map(JSON.integer) ?? .null,
            "field": .string(problem.field), "rule": .string(problem.rule), "detail": .string(problem.detail),
        ]
    }
}

extension Problem {
    /// A cohort is there and cannot be shown. `malformed` in the body tells what is wrong and holds the cohort as it is
    /// stored, which is text where it is no JSON; the `ETag` is for the change that mends it.
    init(_ cohort: MalformedCohort, _ status: HTTPResponse.Status = .conflict) {
        self.init(
            status,
            "The stored cohort \(cohort.id) cannot be read: \(cohort.problem.field): \(cohort.problem.detail). "
                + "Replace or delete it.")
        headers[.eTag] = FlagRevision(cohort)?.entityTag
        var summary = cohort.summary
        summary["definition"] = cohort.source
        members = [("malformed", .object(summary))]
    }
}

public import JSON

extension Cohort {
    /// Reads the settable members of a cohort from a request; members that the store sets, and unknown ones, do not
    /// count.
    /// - Throws: the first member of a wrong kind; a cohort needs a `name`, and `filters` unless it is static.
    public init(settings json: JSON) throws(FlagProblem) {
        let cohort = try Cohort(json: json)
        guard json["name"]?.stringValue != nil else {
            throw FlagProblem(field: "name", rule: "required", detail: "a cohort needs a name")
        }
        // Without them it would hold everybody, which nobody means by leaving something out.
        if !cohort.isStatic, json["filters"]?.objectValue == nil {
            throw FlagProblem(
                field: "filters", rule: "required", detail: "a cohort that is not static needs filters, as an object")
        }
        self.init(
            id: 0, name: cohort.name, description: cohort.description, isStatic: cohort.isStatic,
            definition: cohort.isStatic ? CohortGroup() : cohort.definition)
    }
}

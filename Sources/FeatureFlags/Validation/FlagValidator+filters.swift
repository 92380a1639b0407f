import JSON

extension FlagValidator {
    func checkFilters(
        _ filters: FlagFilters, isNew: Bool, isRemoteConfiguration: Bool, _ problems: inout ProblemList
    ) {
        let bytes = filters.json.serialized()
        guard bytes.count <= Self.maximumFilterBytes else {
            problems.add("filters", "size <= 512 KiB", "filters take \(bytes.count) bytes, at most 524288 are allowed")
            return
        }
        // Reading the text again bounds the depth by the same rule as a request.
        if (try? JSON(parsing: bytes, limits: JSONLimits(maximumDepth: 24))) == nil {
            problems.add("filters", "depth <= 24", "filters are nested deeper than 24 levels")
            return
        }
        if filters.unknownMembers["version"] != nil {
            problems.add("filters.version", "reserved", "version is reserved in filters")
        }
        if isNew, filters.groups.isEmpty, !isRemoteConfiguration {
            problems.add("filters.groups", "count >= 1", "a flag needs at least one condition set")
        }
        checkVariants(filters, &problems)
        checkPayloads(filters, &problems)
        if let holdout = filters.holdout, !(0...100).contains(holdout.exclusionPercentage) {
            problems.add("filters.holdout.exclusion_percentage", "0...100", "a percentage is from 0 to 100")
        }
        for (index, group) in filters.groups.enumerated() {
            check(group, of: filters, path: "filters.groups[\(index)]", &problems)
        }
    }

    private func checkVariants(_ filters: FlagFilters, _ problems: inout ProblemList) {
        guard let multivariate = filters.multivariate else { return }
        let path = "filters.multivariate.variants"
        if multivariate.variants.isEmpty {
            problems.add(path, "count >= 1", "a multivariate flag needs at least one variant")
            return
        }
        var seen: Set<String> = []
        var sum = 0.0
        for (index, variant) in multivariate.variants.enumerated() {
            if variant.key.isEmpty || !variant.key.utf8.allSatisfy(\.isVariantByte) {
                problems.add(
                    "\(path)[\(index)].key", "[a-zA-Z0-9_./-]+",
                    "a variant's key holds letters, digits, _ . / and - only, got \(variant.key.quoted)")
            }
            if variant.key.utf8.count > Self.maximumKeyLength {
                problems.add(
                    "\(path)[\(index)].key", "length <= \(Self.maximumKeyLength)",
                    "a variant's key has at most \(Self.maximumKeyLength) letters")
            }
            if !seen.insert(variant.key).inserted {
                problems.add("\(path)[\(index)].key", "unique", "two variants have the key \(variant.key)")
            }
            if !(0...100).contains(variant.rolloutPercentage) {
                problems.add("\(path)[\(index)].rollout_percentage", "0...100", "a percentage is from 0 to 100")
            }
            sum += variant.rolloutPercentage
        }
        if (sum - 100).magnitude > 1e-6 {
            problems.add(
                path, "sum = 100",
                "the variants' percentages sum to \(JSON(percentage: sum).text), they must sum to 100")
        }
    }

    private func checkPayloads(_ filters: FlagFilters, _ problems: inout ProblemList) {
        let allowed = filters.variants.isEmpty ? ["true"] : filters.variants.map(\.key)
        for (key, text) in filters.payloads {
            let path = "filters.payloads.\(key)"
            if !allowed.contains(key) {
                problems.add(
                    path, filters.variants.isEmpty ? "true" : "a variant",
                    filters.variants.isEmpty
                        ? "a boolean flag has a payload for true only" : "no variant has the key \(key)")
            }
            do throws(JSONError) {
                _ = try JSON(parsing: text)
            } catch {
                problems.add(path, "JSON", "a payload is JSON text: \(error.description)")
            }
        }
    }

    private func check(_ group: FlagCondition, of filters: FlagFilters, path: String, _ problems: inout ProblemList) {
        if let percentage = group.rolloutPercentage, !(0...100).contains(percentage) {
            problems.add(
                "\(path).rollout_percentage", "0...100",
                "a percentage is from 0 to 100, got \(JSON(percentage: percentage).text)")
        }
        if let variant = group.variant, !filters.variants.contains(where: { $0.key == variant }) {
            problems.add("\(path).variant", "a variant", "no variant has the key \(variant.quoted)")
        }
        let groupTypeIndex = group.aggregation.groupTypeIndex(flagLevel: filters.aggregationGroupTypeIndex)
        for (index, property) in group.properties.enumerated() {
            let path = "\(path).properties[\(index)]"
            if let groupTypeIndex {
                if property.type != .group || (property.groupTypeIndex ?? groupTypeIndex) != groupTypeIndex {
                    problems.add(
                        "\(path).type", "group \(groupTypeIndex)",
                        "a condition set for groups has only properties of groups of its own type")
                }
            } else if property.type == .group {
                problems.add(
                    "\(path).type", "person, cohort or flag", "a condition set for persons has no group properties")
            }
            check(property, path: path, &problems)
        }
    }
}

extension UInt8 {
    /// Whether a variant's key may hold the byte.
    fileprivate var isVariantByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "/"):
            true
        default: false
        }
    }
}

import Analytics
import FeatureFlags
import JSON

/// Adds what is known of a user from captured events to what a request tells; the request wins, property by property.
struct KnownFacts: Sendable {
    let events: any EventStore
    let persons: any PersonDirectory
    let flags: any FlagStore

    /// Completes a context with the facts some flags ask for.
    ///
    /// Nothing is looked up that no flag asks for or the request brings itself.
    /// - Returns: everything that was added, as text that differs whenever it does (OFREP's entity tag covers it).
    func complete(_ context: inout EvaluationContext, with facts: FlagNeeds.Facts) async throws -> [String] {
        var added = try await addPerson(to: &context, facts)
        added += try await addGroups(to: &context, facts)
        guard !context.distinctID.isEmpty else { return added }
        if !facts.staticCohorts.isEmpty {
            context.staticCohorts = try await flags.staticCohorts(ofPerson: context.distinctID)
            added.append("cohorts \(context.staticCohorts.sorted())")
        }
        if !facts.continuityFlags.isEmpty {
            context.hashKeyOverrides = try await hashKeyOverrides(for: context, facts.continuityFlags)
            added.append("buckets \(context.hashKeyOverrides.sorted { $0.key < $1.key })")
        }
        return added
    }

    private func addPerson(to context: inout EvaluationContext, _ facts: FlagNeeds.Facts) async throws -> [String] {
        let missing = facts.personProperties.filter { context.personProperties[$0] == nil }
        guard !context.distinctID.isEmpty, !missing.isEmpty || facts.asksPersonMetadata,
            let person = try await persons.traits(distinctID: context.distinctID)
        else { return [] }
        var added: JSONObject = [:]
        for name in missing {
            if let value = person.properties[name] { added[name] = value }
        }
        context.personProperties.merge(added) { asked, _ in asked }
        var texts =
            added.isEmpty ? [] : ["person \(String(decoding: JSON.object(added).canonicalBytes, as: UTF8.self))"]
        if facts.asksPersonMetadata {
            context.personMetadata["created_at"] = .string(person.createdAt.description)
            texts.append("created \(person.createdAt)")
        }
        return texts
    }

    private func addGroups(to context: inout EvaluationContext, _ facts: FlagNeeds.Facts) async throws -> [String] {
        guard !facts.groupProperties.isEmpty else { return [] }
        var texts: [String] = []
        for (type, key) in context.groups.sorted(by: { $0.key < $1.key }) {
            let asked = context.groupProperties[type] ?? [:]
            let missing = facts.groupProperties.filter { asked[$0] == nil }
            guard !missing.isEmpty, let group = try await events.group(type: type, key: key) else { continue }
            var added: JSONObject = [:]
            for name in missing {
                if let value = group.properties[name] { added[name] = value }
            }
            guard !added.isEmpty else { continue }
            context.groupProperties[type] = asked.merging(added) { asked, _ in asked }
            texts.append("group \(type) \(String(decoding: JSON.object(added).canonicalBytes, as: UTF8.self))")
        }
        return texts
    }

    /// What the person was first bucketed by; the id from before they signed in is kept when nothing is yet.
    private func hashKeyOverrides(
        for context: EvaluationContext, _ keys: Set<String>
    ) async throws -> [String: String] {
        var overrides = try await flags.hashKeyOverrides(distinctID: context.distinctID)
        let missing = keys.filter { overrides[$0] == nil }.sorted()
        if let anonymous = context.anonymousDistinctID, !anonymous.isEmpty, anonymous != context.distinctID,
            !missing.isEmpty
        {
            try await flags.keepHashKey(anonymous, flagKeys: missing, distinctID: context.distinctID)
            for key in missing { overrides[key] = anonymous }
        }
        return overrides.filter { keys.contains($0.key) }
    }
}

internal import JSON

extension PostHogClient {
    /// The group types of the project, by index. The path is `groups_types`.
    public func groupTypes() async throws(PostHogError) -> [PostHogGroupType] {
        let call = get(projectPath("groups_types"))
        let answer = try await json(call)
        guard let elements = answer.arrayValue ?? answer["results"]?.arrayValue else {
            throw PostHogError(.malformed, status: 200, detail: "the answer is no array", call: call.name)
        }
        var types: [PostHogGroupType] = []
        for element in elements {
            do throws(PostHogError) {
                types.append(try PostHogGroupType(json: element))
            } catch {
                throw error.naming(call)
            }
        }
        return types.sorted { $0.index < $1.index }
    }
}

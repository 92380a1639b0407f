import Analytics
import JSON
import PostHogClient

extension Organization {
    init(_ organization: PostHogOrganization) {
        self.init(
            id: organization.id, name: organization.name, slug: organization.slug,
            createdAt: organization.createdAt.flatMap { Timestamp(iso8601: $0) })
    }
}

extension Project {
    init(_ project: PostHogProject) {
        self.init(
            id: project.id, name: project.name, organization: project.organization,
            timeZone: project.timezone ?? "UTC", createdAt: project.createdAt.flatMap { Timestamp(iso8601: $0) },
            hasEvents: project.hasIngestedEvent, isDemo: project.isDemo)
    }
}

extension GroupType {
    init(_ type: PostHogGroupType) {
        self.init(name: type.name, index: type.index, singularName: type.singular, pluralName: type.plural)
    }
}

extension Group {
    init(_ group: PostHogGroup, of type: GroupType) {
        self.init(
            type: type.name, typeIndex: type.index, key: group.key, properties: group.properties.objectValue ?? [:],
            createdAt: group.createdAt.flatMap { Timestamp(iso8601: $0) } ?? Timestamp(microseconds: 0))
    }
}

import Analytics
import JSON

/// The members PostHog's own answers have, as far as both engines know them (PostHog API facts §2 and §3).
extension JSONWriter {
    mutating func organization(_ organization: Organization) {
        object { entry in
            entry.field("id", organization.id)
            entry.field("name", organization.name)
            entry.field("slug", organization.slug)
            entry.field("created_at", organization.createdAt)
        }
    }

    mutating func project(_ project: Project) {
        object { entry in
            entry.field("id", project.id)
            entry.field("name", project.name)
            entry.field("organization", project.organization)
            entry.field("timezone", project.timeZone)
            entry.field("created_at", project.createdAt)
            entry.field("ingested_event", project.hasEvents)
            entry.field("is_demo", project.isDemo)
        }
    }

    mutating func groupType(_ type: GroupType) {
        object { entry in
            entry.field("group_type", type.name)
            entry.field("group_type_index", type.index)
            entry.field("name_singular", type.singularName)
            entry.field("name_plural", type.pluralName)
        }
    }

    mutating func group(_ group: Group) {
        object { entry in
            entry.field("group_type", group.type)
            entry.field("group_type_index", group.typeIndex)
            entry.field("group_key", group.key)
            entry.field("group_properties", .object(group.properties))
            entry.field("created_at", group.createdAt)
        }
    }
}

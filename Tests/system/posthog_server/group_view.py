"""A group and a type of groups as the private API shows them."""

from typing import Any

from posthog_server.groups import Group, GroupType
from posthog_server.private_api import iso


def shown(group: Group) -> dict[str, Any]:
    return {
        "group_type_index": group.type_index,
        "group_key": group.key,
        "group_properties": group.properties,
        "created_at": iso(group.created_at),
    }


def shown_type(group_type: GroupType) -> dict[str, Any]:
    return {
        "group_type": group_type.name,
        "group_type_index": group_type.index,
        "name_singular": group_type.name_singular,
        "name_plural": group_type.name_plural,
        "detail_dashboard": None,
        "default_columns": group_type.default_columns,
        "created_at": iso(group_type.created_at),
    }

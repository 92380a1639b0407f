"""Whom a request for flags is about."""

from typing import Any

from posthog_server.flags.evaluation import User
from posthog_server.project import Project


def user_of(project: Project, body: dict[str, Any]) -> User:
    """Stored properties, with those of the request over them; `$initial_…` filled from the current ones."""
    distinct_id = str(body["distinct_id"])[:200]
    person = project.persons.by_distinct_id.get(distinct_id)
    properties = dict(person.properties) if person else {}
    properties |= _object(body.get("person_properties") or body.get("$properties"))
    properties.setdefault("distinct_id", distinct_id)
    for name in list(properties):
        if not name.startswith("$initial_"):
            properties.setdefault(f"$initial_{name.removeprefix('$')}", properties[name])
    user = User(distinct_id, properties)
    user.groups = {str(kind): str(key) for kind, key in _object(body.get("groups") or body.get("$groups")).items()}
    given = _object(body.get("group_properties") or body.get("$group_properties"))
    for kind, key in user.groups.items():
        index = project.groups.index_of(kind)
        if index is not None:
            group = project.groups.by_key.get((index, key))
            stored = dict(group.properties) if group else {}
            user.group_properties[index] = stored | {"$group_key": key} | _object(given.get(kind))
    user.hash_id = body.get("$anon_distinct_id") or None
    user.device_id = body.get("device_id") or properties.get("$device_id")
    return user


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

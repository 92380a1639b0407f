"""A person as the private API shows one."""

from typing import Any

from posthog_server.persons import Person
from posthog_server.private_api import iso

_NAMES = ("email", "Email", "name", "Name", "username", "Username", "UserName")


def shown(person: Person) -> dict[str, Any]:
    """Its name is an email address or the like, else a distinct id."""
    named = next((str(person.properties[name]) for name in _NAMES if person.properties.get(name)), None)
    return {
        "id": person.number,
        "uuid": person.uuid,
        "type": "person",
        "name": named or (person.distinct_ids[0] if person.distinct_ids else ""),
        "distinct_ids": list(person.distinct_ids),
        "properties": person.properties,
        "is_identified": person.is_identified,
        "created_at": iso(person.created_at),
        "last_seen_at": iso(person.last_seen_at),
    }

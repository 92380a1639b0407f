"""Who occurred together: the persons and groups of a group, or the groups of a person."""

from datetime import UTC, datetime, timedelta
from typing import Any

from posthog_server.group_view import shown
from posthog_server.groups import MOST_TYPES
from posthog_server.hogql.literals import text_literal
from posthog_server.person_view import shown as shown_person
from posthog_server.project import Project
from posthog_server.storage import sql_time

_DAYS = 90


def related(project: Project, type_index: int | None, actor: str) -> list[dict[str, Any]]:
    """By the events of the last 90 days; `actor` is a group's key, or a person's UUID when no type is given."""
    since = text_literal(sql_time(datetime.now(UTC) - timedelta(days=_DAYS)))
    if type_index is not None and 0 <= type_index < MOST_TYPES:
        condition = f"`$group_{type_index}` = {text_literal(actor)}"
    else:
        person = project.persons.find(actor)
        ids = ", ".join(text_literal(one) for one in (person.distinct_ids if person else [])) or "NULL"
        condition = f"distinct_id IN ({ids})"
    columns = ", ".join(["distinct_id", *(f"`$group_{index}`" for index in range(MOST_TYPES))])
    rows = project.storage.events(columns, f"timestamp > {since} AND {condition}", "LIMIT 100000")
    found = []
    if type_index is not None:
        persons = {one.number: one for row in rows if (one := project.persons.by_distinct_id.get(row[0]))}
        found += [shown_person(person) for _, person in sorted(persons.items())]
    for index in range(MOST_TYPES):
        keys = sorted({row[index + 1] for row in rows} - {""})
        groups = [project.groups.by_key.get((index, key)) for key in keys if index != type_index]
        found += [{"type": "group", "id": one.key} | shown(one) for one in groups if one]
    return found

"""Cohorts: groups of persons by conditions, or by hand."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from posthog_server.errors import invalid
from posthog_server.flags.operators import matches
from posthog_server.hogql.parser import HogQLError
from posthog_server.project import Project

if TYPE_CHECKING:
    from posthog_server.flags.evaluation import User

_BEHAVIOURAL = {"behavioral"}
_KINDS = {"person", "cohort", "behavioral", "static-cohort"}
_DEEPEST = 20


def check(filters: Any) -> dict[str, Any]:
    """The filters, or ApiError naming what is wrong with them."""
    if not isinstance(filters, dict) or not isinstance(filters.get("properties"), dict):
        raise invalid("Must contain a 'properties' key with type and values", "filters")
    _check_group(filters["properties"], 0)
    return filters


def _check_group(group: Any, depth: int) -> None:
    if depth > _DEEPEST:
        raise invalid("Cohort filters are nested too deeply", "filters")
    if not isinstance(group, dict) or group.get("type") not in ("AND", "OR"):
        raise invalid("A group of a cohort's filters must have the type AND or OR", "filters")
    if not isinstance(group.get("values"), list):
        raise invalid("A group of a cohort's filters must have a list of values", "filters")
    for entry in group["values"]:
        if isinstance(entry, dict) and "values" in entry:
            _check_group(entry, depth + 1)
            continue
        if not isinstance(entry, dict) or entry.get("type") not in _KINDS:
            raise invalid(f"Filter type must be one of {', '.join(sorted(_KINDS))}", "filters")
        if entry["type"] != "behavioral" and "key" not in entry:
            raise invalid("Missing required keys for a filter: key", "filters")
        if entry["type"] == "person" and "value" not in entry and not str(entry.get("operator")).startswith("is_"):
            raise invalid("Missing required keys for a person filter: value", "filters")


def is_behavioural(cohort: dict[str, Any]) -> bool:
    return any(entry.get("type") in _BEHAVIOURAL for entry in leaves((cohort["filters"] or {}).get("properties") or {}))


def leaves(group: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for entry in group.get("values") or []:
        found += leaves(entry) if "values" in entry else [entry]
    return found


def is_member(project: Project, number: int, user: "User", now: datetime, seen: frozenset[int] = frozenset()) -> bool:
    """Of a static cohort those that were put in; of another those who meet its conditions now."""
    cohort = project.cohorts.get(number)
    if cohort is None or cohort["deleted"] or number in seen:
        return False
    if cohort["is_static"]:
        person = project.persons.by_distinct_id.get(user.distinct_id)
        return person is not None and person.uuid in cohort["members"]
    group = (cohort["filters"] or {}).get("properties") or {}
    return _meets(project, group, user, now, seen | {number})


def _meets(project: Project, group: dict[str, Any], user: "User", now: datetime, seen: frozenset[int]) -> bool:
    entries = group.get("values") or []
    if not entries:
        return True
    results = (_entry(project, entry, user, now, seen) for entry in entries)
    return all(results) if group.get("type") == "AND" else any(results)


def _entry(project: Project, entry: dict[str, Any], user: "User", now: datetime, seen: frozenset[int]) -> bool:
    if "values" in entry:
        return _meets(project, entry, user, now, seen)
    if entry["type"] in ("cohort", "static-cohort"):
        is_in = is_member(project, int(entry["value"]), user, now, seen)
        result = is_in != (entry.get("operator") == "not_in")
    elif entry["type"] == "person":
        result = matches(entry, user.person_properties, project.timezone, now)
    else:
        result = False
    return result != bool(entry.get("negation"))


def members(project: Project, cohort: object) -> list[str]:
    """The persons of a cohort given by its id or its name."""
    from posthog_server.flags.evaluation import User

    found = [one for one in project.cohorts.values() if cohort in (one["id"], one["name"]) and not one["deleted"]]
    if not found:
        raise HogQLError(f"Could not find a cohort with the ID {cohort}")
    now = datetime.now(UTC)
    if found[0]["is_static"]:
        return sorted(found[0]["members"])
    return [
        person.uuid
        for person in project.persons.all()
        if person.distinct_ids
        and is_member(project, found[0]["id"], User(person.distinct_ids[0], person.properties), now)
    ]

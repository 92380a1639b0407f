"""From a captured event to rows: persons, groups, timestamps and what is stored."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from posthog_server.persons import Person
from posthog_server.project import Project
from posthog_server.storage import compact, sql_time

Event = dict[str, Any]

_LONGEST_ID = 200
_FUTURE = timedelta(hours=23)

#: Copied from an event to its person, with `$initial_…` for the first one.
_PERSON_FROM_EVENT = (
    *("$app_build", "$app_name", "$app_namespace", "$app_version", "$browser", "$browser_version", "$device_type"),
    *(
        "$current_url",
        "$pathname",
        "$os",
        "$os_name",
        "$os_version",
        "$referring_domain",
        "$referrer",
        "gclid",
        "fbclid",
    ),
    *("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"),
)


def parse_time(text: Any) -> datetime | None:
    """An ISO-8601 time, UTC when it names no zone; None when it is not one."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        try:
            return datetime.fromtimestamp(text / 1000 if text > 1e11 else text, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    try:
        moment = datetime.fromisoformat(str(text).strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def event_time(event: Event, sent_at: datetime | None, now: datetime) -> datetime:
    """The sender's clock corrected by when it says it sent; whole milliseconds; never far in the future."""
    given = parse_time(event["timestamp"]) if event.get("timestamp") else None
    if given is None:
        offset = event.get("offset")
        moment = now - timedelta(milliseconds=offset) if isinstance(offset, int | float) else now
    elif sent_at and not event["properties"].get("$ignore_sent_at"):
        moment = now + (given - sent_at)
    else:
        moment = given
    if moment > now + _FUTURE:
        moment = now
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class Ingestion:
    """Takes checked events of one project, in order."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.persons = project.persons

    def take(self, event: Event, sent_at: datetime | None, address: str | None = None) -> None:
        """`properties` must be an object by now."""
        now = datetime.now(UTC)
        at = event_time(event, sent_at, now)
        properties = dict(event["properties"])
        distinct_id = str(event["distinct_id"]).replace("\0", "\ufffd")[:_LONGEST_ID]
        name = str(event["event"])[:_LONGEST_ID]
        for key in ("$set", "$set_once", "$unset"):
            if event.get(key):
                is_object = isinstance(event[key], dict) and isinstance(properties.get(key, {}), dict)
                properties[key] = event[key] | properties.get(key, {}) if is_object else event[key]
        if address and not self.project.anonymizes_addresses:
            properties.setdefault("$ip", address)
        if name == "$groupidentify":
            self._group(properties, at)
        groups = self._group_keys(properties)
        person = self._person(name, distinct_id, properties, at)
        self.project.property_types.see("event", properties)
        self.project.storage.add(
            {
                "uuid": str(uuid.UUID(str(event["uuid"]))) if event.get("uuid") else str(uuid.uuid4()),
                "event": name,
                "properties": compact(properties),
                "timestamp": sql_time(at),
                "created_at": sql_time(now),
                "team_id": self.project.id,
                "distinct_id": distinct_id,
                "elements_chain": str(properties.get("$elements_chain", "")),
                "person_id": person.uuid if person else self.persons.uuid_for(distinct_id),
                "person_created_at": sql_time(person.created_at if person else None)[:-3],
                "person_properties": compact(person.properties) if person else "{}",
                "person_mode": "full" if person else "propertyless",
                "$session_id": str(properties.get("$session_id", "")),
                "$window_id": str(properties.get("$window_id", "")),
            }
            | groups
        )

    def _person(self, name: str, distinct_id: str, properties: dict[str, Any], at: datetime) -> Person | None:
        if properties.get("$process_person_profile") is False:
            return self.persons.by_distinct_id.get(distinct_id)
        if name == "$create_alias" and properties.get("alias"):
            person = self.persons.merge(str(properties["alias"]), distinct_id, at)
        elif name == "$merge_dangerously" and properties.get("alias"):
            person = self.persons.merge(str(properties["alias"]), distinct_id, at, is_forced=True)
        elif name == "$identify" and properties.get("$anon_distinct_id"):
            person = self.persons.merge(str(properties["$anon_distinct_id"]), distinct_id, at)
        else:
            person = self.persons.get_or_create(distinct_id, at)
        set_, set_once = _object(properties.get("$set")), _object(properties.get("$set_once"))
        copied = {key: properties[key] for key in _PERSON_FROM_EVENT if properties.get(key) is not None}
        initial = {f"$initial_{key.removeprefix('$')}": value for key, value in copied.items()}
        unset = properties.get("$unset")
        names = list(unset) if isinstance(unset, list | dict) else []
        self.persons.update(person, copied | set_, initial | set_once, [str(key) for key in names], at)
        self.project.property_types.see("person", set_ | set_once)
        return person

    def _group(self, properties: dict[str, Any], at: datetime) -> None:
        kind, key = properties.get("$group_type"), properties.get("$group_key")
        if not kind or key in (None, ""):
            return
        index = self.project.groups.index_of(str(kind), creating=True)
        if index is not None:
            values = _object(properties.get("$group_set"))
            self.project.groups.set(index, str(key), values, at)
            self.project.property_types.see(f"group:{index}", values)

    def _group_keys(self, properties: dict[str, Any]) -> dict[str, str]:
        """`$groups` by type name becomes `$group_0` by index, in the properties too."""
        keys = {}
        for kind, key in _object(properties.get("$groups")).items():
            index = self.project.groups.index_of(str(kind), creating=True)
            if index is not None:
                keys[f"$group_{index}"] = str(key)
        properties |= keys
        return keys


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

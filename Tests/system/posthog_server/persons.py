"""Who is who: persons, their distinct ids, and merges, worked out as events arrive."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Properties = dict[str, Any]

_NAMESPACE = uuid.UUID("932979b4-65c3-4424-8467-0b66ec27bc22")

#: Ids that many different people would share; nobody is merged by them.
_SHARED_IDS = {
    *("anonymous", "guest", "distinctid", "distinct_id", "id", "not_authenticated", "email", "undefined", "true"),
    *("false", "null", "none", "nil", "0", "nan", "[object object]", ""),
}


@dataclass
class Person:
    """`number` is the id of the private API's older calls."""

    number: int
    uuid: str
    created_at: datetime
    properties: Properties = field(default_factory=dict)
    distinct_ids: list[str] = field(default_factory=list)
    is_identified: bool = False
    last_seen_at: datetime | None = None


class Persons:
    """The persons of one project, and which of them storage has not seen yet."""

    def __init__(self, project_id: int) -> None:
        self.project_id = project_id
        self.by_distinct_id: dict[str, Person] = {}
        self.by_uuid: dict[str, Person] = {}
        self.overrides: dict[str, str] = {}
        self.changed_persons: dict[str, Person | None] = {}
        self.changed_ids: set[str] = set()
        self.changed_overrides: set[str] = set()
        #: Persons that were deleted; the private API's list still counts them.
        self.deleted: list[Person] = []
        self._numbers = 0

    def uuid_for(self, distinct_id: str) -> str:
        """The id a person made for this distinct id has."""
        return str(uuid.uuid5(_NAMESPACE, f"{self.project_id}:{distinct_id}"))

    def find(self, key: str) -> Person | None:
        """By uuid or number."""
        if key.isdigit():
            return next((person for person in self.by_uuid.values() if person.number == int(key)), None)
        return self.by_uuid.get(key)

    def all(self) -> list[Person]:
        return list(self.by_uuid.values())

    def get_or_create(self, distinct_id: str, at: datetime) -> Person:
        return self.by_distinct_id.get(distinct_id) or self._create([distinct_id], at)

    def _create(self, distinct_ids: list[str], at: datetime) -> Person:
        self._numbers += 1
        person = Person(self._numbers, self.uuid_for(distinct_ids[0]), at)
        if person.uuid in self.by_uuid:
            person.uuid = str(uuid.uuid4())
        self.by_uuid[person.uuid] = person
        self._changed(person)
        for distinct_id in distinct_ids:
            self._attach(person, distinct_id)
        return person

    def _attach(self, person: Person, distinct_id: str) -> None:
        """Events stored before with the id's own uuid belong to this person from now on."""
        self.by_distinct_id[distinct_id] = person
        person.distinct_ids.append(distinct_id)
        self.changed_ids.add(distinct_id)
        if person.uuid != self.uuid_for(distinct_id):
            self.overrides[distinct_id] = person.uuid
            self.changed_overrides.add(distinct_id)

    def _changed(self, person: Person) -> None:
        self.changed_persons[person.uuid] = person

    # Properties

    def update(
        self, person: Person, set_: Properties, set_once: Properties, unset: list[str], seen_at: datetime | None = None
    ) -> None:
        before = dict(person.properties)
        for name, value in set_once.items():
            person.properties.setdefault(name, value)
        person.properties |= set_
        for name in unset:
            person.properties.pop(name, None)
        if seen_at and (person.last_seen_at is None or seen_at > person.last_seen_at):
            person.last_seen_at = seen_at
            self._changed(person)
        if before != person.properties:
            self._changed(person)

    # Merging

    def merge(self, other_id: str, into_id: str, at: datetime, is_forced: bool = False) -> Person:
        """Makes `other_id` the same person as `into_id`; an identified person is merged only when forced."""
        if other_id.strip().lower() in _SHARED_IDS or into_id.strip().lower() in _SHARED_IDS or other_id == into_id:
            return self.get_or_create(into_id, at)
        other, into = self.by_distinct_id.get(other_id), self.by_distinct_id.get(into_id)
        if into is None and other is None:
            into = self._create([into_id, other_id], at)
        elif into is None and other is not None:
            into = other
            self._attach(other, into_id)
        elif into is not None and other is None:
            self._attach(into, other_id)
        elif into is not None and other is not None and into is not other:
            if other.is_identified and not is_forced:
                return into
            self._join(other, into)
        assert into
        into.is_identified = True
        self._changed(into)
        return into

    def _join(self, other: Person, into: Person) -> None:
        into.properties = other.properties | into.properties
        into.created_at = min(into.created_at, other.created_at)
        moved, other.distinct_ids = other.distinct_ids, []
        for distinct_id in moved:
            self._attach(into, distinct_id)
        del self.by_uuid[other.uuid]
        self.changed_persons[other.uuid] = None

    def delete(self, person: Person) -> None:
        if self.by_uuid.pop(person.uuid, None):
            self.deleted.append(person)
        self.changed_persons[person.uuid] = None
        for distinct_id in person.distinct_ids:
            self.by_distinct_id.pop(distinct_id, None)
            self.changed_ids.add(distinct_id)

    def split(self, person: Person) -> None:
        """Every distinct id but the first becomes a person of its own."""
        rest, person.distinct_ids = person.distinct_ids[1:], person.distinct_ids[:1]
        for distinct_id in rest:
            self.by_distinct_id.pop(distinct_id, None)
            self._create([distinct_id], datetime.now(UTC))
            self.overrides[distinct_id] = self.by_distinct_id[distinct_id].uuid
            self.changed_overrides.add(distinct_id)

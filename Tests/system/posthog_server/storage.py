"""A project's events, persons and groups in ClickHouse; written before the next query, not before the next answer."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from posthog_server.clickhouse import ClickHouse
from posthog_server.groups import Groups
from posthog_server.persons import Persons

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = 5_000


def sql_time(moment: datetime | None) -> str:
    """As ClickHouse reads it: UTC, without a zone."""
    return (moment or _EPOCH).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class Storage:
    """`sync` makes everything visible to queries."""

    def __init__(self, clickhouse: ClickHouse, project_id: int, persons: Persons, groups: Groups) -> None:
        self.clickhouse = clickhouse
        self.database = f"project_{project_id}"
        self.project_id = project_id
        self.persons = persons
        self.groups = groups
        self._pending: list[dict[str, Any]] = []
        self._known: set[tuple[str, str, str, bytes]] = set()
        self._has_duplicates = False
        self._version = 0
        self.stored = 0
        clickhouse.create_database(self.database)

    def add(self, row: dict[str, Any]) -> None:
        """An event with the uuid, name, id and day of an earlier one replaces it."""
        key = (row["timestamp"][:10], row["event"], row["distinct_id"], uuid.UUID(row["uuid"]).bytes)
        if key in self._known:
            self._has_duplicates = True
        else:
            self._known.add(key)
            self.stored += 1
        self._pending.append(row)
        if len(self._pending) >= _AT_ONCE:
            self._write_events()

    def sync(self) -> None:
        self._write_events()
        if self._has_duplicates:
            self.clickhouse.execute(f"OPTIMIZE TABLE {self.database}.events FINAL")
            self._has_duplicates = False
        self._write_persons()
        self._write_groups()

    def events(self, columns: str, condition: str, tail: str = "") -> list[list[Any]]:
        """Rows of the events that are stored by now; all three are SQL of ClickHouse."""
        self.sync()
        return self.clickhouse.select(f"SELECT {columns} FROM {self.database}.events WHERE {condition} {tail}")[1]

    def delete_events(self, condition: str) -> None:
        self._write_events()
        self.clickhouse.execute(f"DELETE FROM {self.database}.events WHERE {condition}")
        self._known.clear()

    def replace_cohort(self, cohort_id: int, members: list[str]) -> None:
        self.clickhouse.execute(f"DELETE FROM {self.database}.cohort_people WHERE cohort_id = {cohort_id}")
        rows = [{"person_id": one, "cohort_id": cohort_id, "team_id": self.project_id} for one in members]
        self.clickhouse.insert(f"{self.database}.cohort_people", rows)

    def _write_events(self) -> None:
        rows, self._pending = self._pending, []
        self.clickhouse.insert(f"{self.database}.events", rows)

    def _write_persons(self) -> None:
        self._version += 1
        persons, self.persons.changed_persons = self.persons.changed_persons, {}
        rows = []
        for person_id, person in persons.items():
            row: dict[str, Any] = {"id": person_id, "version": self._version, "team_id": self.project_id}
            if person is None:
                row["is_deleted"] = 1
            else:
                row |= {
                    "created_at": sql_time(person.created_at)[:-3],
                    "properties": compact(person.properties),
                    "is_identified": person.is_identified,
                    "last_seen_at": sql_time(person.last_seen_at)[:-3],
                }
            rows.append(row)
        self.clickhouse.insert(f"{self.database}.persons", rows)
        ids, self.persons.changed_ids = self.persons.changed_ids, set()
        rows = []
        for distinct_id in ids:
            person = self.persons.by_distinct_id.get(distinct_id)
            row = {"distinct_id": distinct_id, "version": self._version, "team_id": self.project_id}
            rows.append(row | ({"person_id": person.uuid} if person else {"is_deleted": 1}))
        self.clickhouse.insert(f"{self.database}.person_distinct_ids", rows)
        overrides, self.persons.changed_overrides = self.persons.changed_overrides, set()
        self.clickhouse.insert(
            f"{self.database}.person_overrides",
            [
                {"distinct_id": one, "person_id": self.persons.overrides[one], "version": self._version}
                for one in overrides
            ],
        )

    def _write_groups(self) -> None:
        changed, self.groups.changed = self.groups.changed, {}
        self.clickhouse.insert(
            f"{self.database}.groups",
            [
                {
                    "index": group.type_index,
                    "key": group.key,
                    "created_at": sql_time(group.created_at)[:-3],
                    "updated_at": sql_time(group.updated_at)[:-3],
                    "properties": compact(group.properties),
                    "team_id": self.project_id,
                    "version": self._version,
                }
                for group in changed.values()
            ],
        )

"""The tables a query can name, with their fields."""

from dataclasses import dataclass, field

from posthog_server.hogql import types

EVENTS = "events"
PERSONS = "persons"
PERSON_DISTINCT_IDS = "person_distinct_ids"
GROUPS = "groups"
COHORT_PEOPLE = "cohort_people"


@dataclass(frozen=True)
class Table:
    """`fields` by name; `hidden` ones are not part of `*`; `joined` ones lead to another table."""

    name: str
    fields: dict[str, str]
    hidden: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    owner: str = ""
    #: How ClickHouse is asked for it, with `{database}`.
    source: str = ""
    columns: dict[str, str] = field(default_factory=dict)


_GROUP_KEYS = {f"$group_{index}": types.STRING for index in range(5)}

TABLES = {
    table.name: table
    for table in [
        Table(
            EVENTS,
            {
                "uuid": types.UUID,
                "event": types.STRING,
                "properties": types.JSON,
                "timestamp": types.DATETIME,
                "distinct_id": types.STRING,
                "elements_chain": types.STRING,
                "created_at": types.DATETIME,
                "$session_id": types.STRING,
                "$window_id": types.STRING,
                "person_mode": types.STRING,
            }
            | _GROUP_KEYS
            | {"person_id": types.UUID, "team_id": types.INTEGER, "inserted_at": types.DATETIME},
            hidden=frozenset({"person_id", "team_id", "inserted_at"}),
            joined=frozenset({"person", "poe", "pdi", *(f"group_{index}" for index in range(5))}),
            owner="event",
            source="{database}.events",
            columns={"inserted_at": "created_at"},
        ),
        Table(
            PERSONS,
            {
                "id": types.UUID,
                "created_at": types.DATETIME,
                "properties": types.JSON,
                "is_identified": types.BOOLEAN,
                "last_seen_at": types.DATETIME,
                "team_id": types.INTEGER,
            },
            hidden=frozenset({"team_id"}),
            joined=frozenset({"pdi"}),
            owner="person",
            source="(SELECT * FROM {database}.persons FINAL WHERE is_deleted = 0)",
        ),
        Table(
            PERSON_DISTINCT_IDS,
            {"distinct_id": types.STRING, "person_id": types.UUID, "team_id": types.INTEGER},
            hidden=frozenset({"team_id"}),
            joined=frozenset({"person"}),
            source="(SELECT * FROM {database}.person_distinct_ids FINAL WHERE is_deleted = 0)",
        ),
        Table(
            GROUPS,
            {
                "index": types.INTEGER,
                "key": types.STRING,
                "created_at": types.DATETIME,
                "updated_at": types.DATETIME,
                "properties": types.JSON,
                "team_id": types.INTEGER,
            },
            hidden=frozenset({"team_id"}),
            owner="group",
            source="(SELECT * FROM {database}.groups FINAL)",
        ),
        Table(
            COHORT_PEOPLE,
            {"person_id": types.UUID, "cohort_id": types.INTEGER, "team_id": types.INTEGER},
            hidden=frozenset({"team_id"}),
            joined=frozenset({"person"}),
            source="{database}.cohort_people",
        ),
    ]
}
TABLES["cohortpeople"] = TABLES[COHORT_PEOPLE]

#: Fields of the person an event was stored with.
EVENT_PERSON_FIELDS = {"id": types.UUID, "created_at": types.DATETIME, "properties": types.JSON}

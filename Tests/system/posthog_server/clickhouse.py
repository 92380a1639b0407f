"""The one ClickHouse of this process, and a database in it for every project."""

import json
import re
import threading
from typing import Any

from chdb import ChdbError
from chdb import session as chdb_session

_COLUMNS = {
    "events": """uuid UUID, event String, properties String, timestamp DateTime64(6, 'UTC'), team_id Int64,
        distinct_id String, elements_chain String, created_at DateTime64(6, 'UTC'), person_id UUID,
        person_created_at DateTime64(3, 'UTC'), person_properties String, person_mode String,
        `$session_id` String, `$window_id` String, `$group_0` String, `$group_1` String, `$group_2` String,
        `$group_3` String, `$group_4` String""",
    "persons": """id UUID, created_at DateTime64(3, 'UTC'), properties String, is_identified Bool, team_id Int64,
        last_seen_at DateTime64(3, 'UTC'), is_deleted UInt8, version UInt64""",
    "person_distinct_ids": "distinct_id String, person_id UUID, team_id Int64, is_deleted UInt8, version UInt64",
    "person_overrides": "distinct_id String, person_id UUID, version UInt64",
    "groups": """`index` Int64, `key` String, created_at DateTime64(3, 'UTC'), updated_at DateTime64(3, 'UTC'),
        properties String, team_id Int64, version UInt64""",
    "cohort_people": "person_id UUID, cohort_id Int64, team_id Int64",
}

_ENGINES = {
    "events": "ReplacingMergeTree ORDER BY (toDate(timestamp), event, cityHash64(distinct_id), cityHash64(uuid))",
    "persons": "ReplacingMergeTree(version) ORDER BY id",
    "person_distinct_ids": "ReplacingMergeTree(version) ORDER BY distinct_id",
    "person_overrides": "ReplacingMergeTree(version) ORDER BY distinct_id",
    "groups": "ReplacingMergeTree(version) ORDER BY (`index`, `key`)",
    "cohort_people": "MergeTree ORDER BY (cohort_id, person_id)",
}

_QUERY_SETTINGS = """ SETTINGS date_time_output_format = 'iso', output_format_json_quote_64bit_integers = 0,
    output_format_json_named_tuples_as_objects = 0, output_format_json_quote_denormals = 0,
    max_execution_time = {seconds}, max_threads = 2, readonly = 1, allow_experimental_object_type = 1"""


# A session raises an error of the same name that is no subclass of the one chdb offers.
_ERRORS = (ChdbError, RuntimeError)


class ClickHouseError(Exception):
    """`code` and `name` as ClickHouse has them, such as 47 and UNKNOWN_IDENTIFIER."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        code = re.search(r"Code: (\d+)", text)
        name = re.search(r"\(([A-Z0-9_]+)\)\s*$", text.strip())
        self.code = int(code.group(1)) if code else 0
        self.name = name.group(1) if name else "UNKNOWN"
        self.text = text


class ClickHouse:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._session = chdb_session.Session()
        self._creation = threading.Lock()
        self._session.query("SET session_timezone = 'UTC'")

    def create_database(self, name: str) -> None:
        with self._creation:
            self.execute(f"CREATE DATABASE IF NOT EXISTS {name}")
            for table, columns in _COLUMNS.items():
                self.execute(f"CREATE TABLE IF NOT EXISTS {name}.{table} ({columns}) ENGINE = {_ENGINES[table]}")

    def drop_database(self, name: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {name}")

    def execute(self, sql: str) -> None:
        try:
            self._session.query(sql)
        except _ERRORS as error:
            raise ClickHouseError(str(error)) from error

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        if rows:
            lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            self.execute(f"INSERT INTO {table} FORMAT JSONEachRow {lines}")

    def select(self, sql: str, seconds: int = 10) -> tuple[list[tuple[str, str]], list[list[Any]]]:
        """The columns with their types, and the rows; timestamps are texts in UTC."""
        try:
            answer = self._session.query(sql + _QUERY_SETTINGS.format(seconds=seconds), "JSONCompact")
        except _ERRORS as error:
            raise ClickHouseError(str(error)) from error
        body = json.loads(bytes(answer.bytes()))
        return [(column["name"], column["type"]) for column in body["meta"]], body["data"]

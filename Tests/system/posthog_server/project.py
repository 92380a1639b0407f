"""One project with everything in it."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from posthog_server.clickhouse import ClickHouse
from posthog_server.groups import Groups
from posthog_server.hogql.scope import PROPERTIES_ON_EVENTS, Settings
from posthog_server.persons import Persons
from posthog_server.property_types import PropertyTypes
from posthog_server.storage import Storage


@dataclass
class Organization:
    id: str
    name: str
    created_at: datetime
    early_exit: bool = False


@dataclass
class Query:
    """A query that runs in the background."""

    id: str
    status: dict[str, Any]
    error: tuple[int, dict[str, Any]] | None = None
    is_cancelled: bool = False


@dataclass
class Project:
    """`options` are those of the control route: see control.py."""

    id: int
    name: str
    organization: Organization
    token: str
    secret: str
    clickhouse: ClickHouse
    timezone: str = "UTC"
    uuid: str = ""
    is_demo: bool = False
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    persons_mode: str = PROPERTIES_ON_EVENTS
    anonymizes_addresses: bool = True
    #: Whether PostHog is making demo data for it.
    is_generating: bool = False

    def __post_init__(self) -> None:
        self.uuid = self.uuid or str(uuid.uuid4())
        self.flags: dict[int, Any] = {}
        self.cohorts: dict[int, Any] = {}
        self.queries: dict[str, Query] = {}
        self.cache: dict[str, tuple[float, dict[str, Any]]] = {}
        self.reset_data()

    def reset_data(self) -> None:
        """Forgets events, persons and groups; flags and cohorts stay."""
        self.clickhouse.drop_database(f"project_{self.id}")
        self.persons = Persons(self.id)
        self.groups = Groups()
        self.property_types = PropertyTypes()
        self.storage = Storage(self.clickhouse, self.id, self.persons, self.groups)
        self.cache.clear()

    def hogql_settings(self, modifiers: dict[str, Any] | None = None) -> Settings:
        return Settings(
            database=self.storage.database,
            timezone=self.timezone,
            persons_mode=(modifiers or {}).get("personsOnEventsMode") or self.persons_mode,
            property_types=self.property_types.by_name(),
            has_overrides=bool(self.persons.overrides),
            cohort_members=self.cohort_members,
        )

    def cohort_members(self, cohort: object) -> list[str]:
        # Imported late: a cohort's conditions are evaluated as a flag's are.
        from posthog_server.cohorts import members

        return members(self, cohort)

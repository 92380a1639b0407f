"""What names mean at one place of a query."""

from collections.abc import Callable
from dataclasses import dataclass, field

from posthog_server.hogql import types
from posthog_server.hogql.literals import identifier
from posthog_server.hogql.parser import Node
from posthog_server.hogql.schema import Table
from posthog_server.hogql.types import Typed

PROPERTIES_ON_EVENTS = "person_id_override_properties_on_events"
PROPERTIES_JOINED = "person_id_override_properties_joined"


@dataclass
class Settings:
    """What a translation has to know of the project."""

    database: str
    timezone: str = "UTC"
    persons_mode: str = PROPERTIES_ON_EVENTS
    #: By (owner, name): String, Numeric, Boolean or DateTime.
    property_types: dict[tuple[str, str], str] = field(default_factory=dict)
    has_overrides: bool = False
    #: The persons of a cohort, by its id or its name; raises HogQLError for one that is not there.
    cohort_members: Callable[[object], list[str]] = lambda cohort: []


@dataclass
class TableSource:
    """A table in FROM; `joins` are added behind it when a field needs them."""

    table: Table
    alias: str
    joins: dict[str, str] = field(default_factory=dict)

    def names(self) -> list[str]:
        return [name for name in self.table.fields if name not in self.table.hidden]

    def has(self, name: str) -> bool:
        return name in self.table.fields or name in self.table.joined

    def column(self, name: str) -> str:
        return f"{identifier(self.alias)}.{identifier(self.table.columns.get(name, name))}"


@dataclass
class QuerySource:
    """A subquery in FROM, and the types of its columns."""

    columns: dict[str, Typed]
    alias: str

    def names(self) -> list[str]:
        return list(self.columns)

    def has(self, name: str) -> bool:
        return name in self.columns

    def column(self, name: str) -> str:
        return f"{identifier(self.alias)}.{identifier(name)}" if self.alias else identifier(name)


Source = TableSource | QuerySource


@dataclass
class Scope:
    """One SELECT. A lambda's scope has its arguments and nothing else of its own."""

    parent: "Scope | None" = None
    sources: dict[str, Source] = field(default_factory=dict)
    aliases: dict[str, Typed] = field(default_factory=dict)
    arguments: set[str] = field(default_factory=set)
    subquery_ctes: dict[str, Node] = field(default_factory=dict)
    column_ctes: dict[str, Node] = field(default_factory=dict)
    is_lambda: bool = False

    def inner(self) -> "Scope":
        """For a subquery, which sees the common table expressions and nothing else."""
        return Scope(subquery_ctes=dict(self.subquery_ctes), column_ctes=dict(self.column_ctes))

    def of_lambda(self, arguments: list[str]) -> "Scope":
        return Scope(parent=self, arguments=set(arguments), is_lambda=True)

    def selecting(self) -> "Scope":
        """The SELECT a lambda stands in."""
        return self.parent.selecting() if self.is_lambda and self.parent else self

    def is_argument(self, name: str) -> bool:
        return name in self.arguments or bool(self.is_lambda and self.parent and self.parent.is_argument(name))


UNKNOWN = types.OTHER

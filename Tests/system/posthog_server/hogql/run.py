"""One HogQL query from its text to its rows."""

from dataclasses import dataclass
from typing import Any

from posthog_server.clickhouse import ClickHouse
from posthog_server.hogql.parser import HogQLError, Node, constant, parse_select
from posthog_server.hogql.placeholders import bind
from posthog_server.hogql.printer import column_name, print_tree
from posthog_server.hogql.scope import Scope, Settings
from posthog_server.hogql.select import Translator, has_offset
from posthog_server.hogql.values import converter

DEFAULT_ROWS = 100

OFFSET_REFUSED = (
    "OFFSET is not supported on queries made with a personal API key. For pagination, use keyset pagination on the "
    "`timestamp` column."
)


@dataclass
class Result:
    """`has_more` is None when the query has a LIMIT of its own."""

    columns: list[str]
    types: list[list[str]]
    rows: list[list[Any]]
    hogql: str
    clickhouse: str
    has_more: bool | None


@dataclass
class Prepared:
    """A query that is known to be well-formed, ready to run in any thread."""

    sql: str
    hogql: str
    columns: list[str]
    is_paged: bool
    timezone: str

    def run(self, clickhouse: ClickHouse) -> Result:
        meta, rows = clickhouse.select(self.sql)
        converters = [converter(kind, self.timezone) for _, kind in meta]
        if any(converters):
            rows = [
                [convert(value) if convert else value for convert, value in zip(converters, row, strict=True)]
                for row in rows
            ]
        has_more = len(rows) > DEFAULT_ROWS if self.is_paged else None
        if self.is_paged:
            rows = rows[:DEFAULT_ROWS]
        types = [[name, kind] for name, (_, kind) in zip(self.columns, meta, strict=True)]
        return Result(self.columns, types, rows, self.hogql, self.sql, has_more)


def prepare(
    text: str,
    values: dict[str, Any] | None,
    settings: Settings,
    variables: dict[str, Any] | None = None,
) -> Prepared:
    """Raises HogQLError for a query that PostHog would refuse."""
    tree = bind(parse_select(text), values or {}, variables)
    if has_offset(tree):
        raise HogQLError(OFFSET_REFUSED)
    is_paged = tree["node"] == "SelectQuery" and not tree.get("limit")
    if is_paged:
        tree["limit"] = constant(DEFAULT_ROWS + 1)
    elif tree["node"] == "SelectSetQuery":
        _limit_branches(tree)
    translator = Translator(settings)
    sql, _ = translator.query(tree, Scope(), is_top=True)
    columns = [column_name(node) for node in _columns(tree, translator)]
    return Prepared(sql, print_tree(tree), columns, is_paged, settings.timezone)


def _limit_branches(tree: Node) -> None:
    """In a UNION every SELECT without a LIMIT gets one, not the whole."""
    queries = [tree["initial_select_query"], *(one["select_query"] for one in tree["subsequent_select_queries"])]
    for query in queries:
        if query["node"] == "SelectSetQuery":
            _limit_branches(query)
        elif not query.get("limit"):
            query["limit"] = constant(DEFAULT_ROWS)


def _columns(tree: Node, translator: Translator) -> list[Node]:
    while tree["node"] == "SelectSetQuery":
        tree = tree["initial_select_query"]
    scope = Scope()
    translator.define(tree, scope)
    translator.sources(tree.get("select_from"), scope)
    return translator.expanded(tree["select"], scope)

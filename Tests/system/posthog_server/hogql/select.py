"""SELECT, UNION ALL, FROM and the limits."""

from posthog_server.hogql import types
from posthog_server.hogql.literals import identifier
from posthog_server.hogql.parser import HogQLError, Node, children, constant, field
from posthog_server.hogql.schema import TABLES
from posthog_server.hogql.scope import QuerySource, Scope, Source, TableSource
from posthog_server.hogql.translate import ExpressionTranslator
from posthog_server.hogql.types import Typed

MOST_ROWS = 50_000


class Translator(ExpressionTranslator):
    """Whole queries."""

    def query(self, node: Node, scope: Scope, is_top: bool = False) -> tuple[str, dict[str, Typed]]:
        """The SQL, and the columns by name."""
        if node.get("node") == "SelectSetQuery":
            return self.union(node, scope, is_top)
        if node.get("node") != "SelectQuery":
            raise HogQLError("Only SELECT queries are supported")
        return self.select(node, scope, is_top)

    def union(self, node: Node, scope: Scope, is_top: bool) -> tuple[str, dict[str, Typed]]:
        first, columns = self.query(node["initial_select_query"], scope.inner(), is_top)
        parts = [f"({first})"]
        for following in node["subsequent_select_queries"]:
            sql, _ = self.query(following["select_query"], scope.inner(), is_top)
            parts.append(f"{following['set_operator']} ({sql})")
        text = " ".join(parts)
        if node.get("order_by") or node.get("limit"):
            outer = Scope(sources={"": QuerySource(columns, "")})
            text = f"SELECT * FROM ({text})" + self.order_and_limits(node, outer, is_top)
        return text, columns

    def select(self, node: Node, scope: Scope, is_top: bool) -> tuple[str, dict[str, Typed]]:
        self.define(node, scope)
        sources = self.sources(node.get("select_from"), scope)
        joins = self.array_join(node, scope)
        selected, columns = self.columns(node["select"], scope, is_top)
        where = [self.condition(node.get(part), scope) for part in ("prewhere", "where")]
        group_by = self.group_by(node, scope)
        having = self.condition(node.get("having"), scope)
        qualify = self.condition(node.get("qualify"), scope)
        windows = ", ".join(
            f"{identifier(name)} AS {self.window(window, scope)}"
            for name, window in (node.get("window_exprs") or {}).items()
        )
        rest = self.order_and_limits(node, scope, is_top)
        # FROM is written last: by now every field has noted the joins it needs.
        from_text = "".join(text() if callable(text) else text for text in sources)
        conditions = " AND ".join(condition for condition in where if condition)
        text = "SELECT " + ("DISTINCT " if node.get("distinct") else "") + ", ".join(selected)
        text += f" FROM {from_text}" if from_text else ""
        text += joins
        for keyword, part in [("WHERE", conditions), ("GROUP BY", group_by), ("HAVING", having)]:
            text += f" {keyword} {part}" if part else ""
        text += f" WINDOW {windows}" if windows else ""
        text += f" QUALIFY {qualify}" if qualify else ""
        return text + rest, columns

    def define(self, node: Node, scope: Scope) -> None:
        for definition in node.get("ctes") or []:
            if definition.get("recursive"):
                raise HogQLError("Recursive common table expressions are not supported")
            of_kind = scope.subquery_ctes if definition["cte_type"] == "subquery" else scope.column_ctes
            of_kind[definition["name"]] = definition["expr"]

    def condition(self, node: Node | None, scope: Scope) -> str:
        return self.sql(node, scope) if node else ""

    def group_by(self, node: Node, scope: Scope) -> str:
        if node.get("group_by_mode"):
            raise HogQLError(f"Unsupported GROUP BY {node['group_by_mode']}")
        return ", ".join(self.all(node.get("group_by"), scope))

    # Columns

    def columns(self, nodes: list[Node], scope: Scope, is_top: bool) -> tuple[list[str], dict[str, Typed]]:
        texts: list[str] = []
        columns: dict[str, Typed] = {}
        for node in self.expanded(nodes, scope):
            value = self.expression(node, scope)
            name = node["alias"] if node.get("node") == "Alias" else ""
            sql = value.sql
            if node.get("node") in ("Field", "ArrayAccess") and not is_top:
                name = str(node["chain"][-1] if node["node"] == "Field" else node["property"].get("value"))
                if name in columns or sql == identifier(name):
                    name = name if sql == identifier(name) else ""
                else:
                    sql = f"{sql} AS {identifier(name)}"
            texts.append(sql)
            columns[name or f"{len(texts)}"] = Typed("", value.type, value.owner)
        return texts, columns

    def expanded(self, nodes: list[Node], scope: Scope) -> list[Node]:
        """`*` and `e.*` written out."""
        fields: list[Node] = []
        for node in nodes:
            excluded: list[str] = []
            if node.get("node") == "ColumnsExpr":
                if not node.get("all_columns") or node.get("replace"):
                    raise HogQLError("COLUMNS expressions are not supported")
                excluded = node.get("exclude") or []
                node = field("*")
            if node.get("node") != "Field" or node["chain"][-1] != "*":
                fields.append(node)
                continue
            for alias, source in self.asterisk_sources(node["chain"], scope).items():
                fields += [field(alias, name) for name in source.names() if name not in excluded]
        return fields

    def asterisk_sources(self, chain: list[str], scope: Scope) -> dict[str, Source]:
        if not scope.sources:
            raise HogQLError("Cannot use '*' without a table")
        if len(chain) == 1:
            return scope.sources
        if chain[0] not in scope.sources:
            raise HogQLError(f"Unknown table `{chain[0]}`.")
        return {chain[0]: scope.sources[chain[0]]}

    # FROM

    def sources(self, node: Node | None, scope: Scope) -> list:
        parts: list = []
        while node:
            if node.get("sample") or node.get("table_final"):
                raise HogQLError("SAMPLE and FINAL are not supported here")
            if parts:
                parts.append(f" {node.get('join_type') or 'JOIN'} ")
            parts += self.source(node, scope)
            parts += self.constraint(node.get("constraint"), scope, parts)
            node = node.get("next_join")
        return parts

    def source(self, node: Node, scope: Scope) -> list:
        table = node["table"]
        if table["node"] in ("SelectQuery", "SelectSetQuery"):
            return [self.subquery(table, node.get("alias"), scope)]
        if table["node"] != "Field":
            raise HogQLError("A table must be a name or a subquery")
        name = ".".join(str(part) for part in table["chain"])
        alias = node.get("alias") or name
        if alias in scope.sources:
            raise HogQLError(
                f'Already have joined a table called "{alias}". Can\'t join another one with the same name.'
            )
        if name in scope.subquery_ctes:
            return [self.subquery(scope.subquery_ctes[name], alias, scope, name)]
        if name == "numbers" and node.get("table_args"):
            count = self.sql(node["table_args"][0], scope)
            scope.sources[alias] = QuerySource({"number": Typed("", types.INTEGER)}, alias)
            return [f"(SELECT number FROM numbers({count})) AS {identifier(alias)}"]
        if name not in TABLES:
            raise HogQLError(f"Unknown table `{name}`.")
        source = TableSource(TABLES[name], alias)
        scope.sources[alias] = source
        text = source.table.source.format(database=self.settings.database)
        return [f"{text} AS {identifier(alias)}", lambda: "".join(f" {join}" for join in source.joins.values())]

    def subquery(self, node: Node, alias: str | None, scope: Scope, own_name: str | None = None) -> str:
        inner = scope.inner()
        if own_name:
            # A definition cannot see itself.
            inner.subquery_ctes.pop(own_name)
        sql, columns = self.query(node, inner)
        alias = alias or f"subquery_{len(scope.sources)}"
        scope.sources[alias] = QuerySource(columns, alias)
        return f"({sql}) AS {identifier(alias)}"

    def constraint(self, node: Node | None, scope: Scope, parts: list) -> list:
        if not node:
            return []
        if node["constraint_type"] == "USING":
            raise HogQLError("USING is not supported, write ON")
        # The joins that the left side needs stand before the condition, so they must be known by now.
        text = self.join_condition(node["expr"], scope)
        target = parts.pop() if callable(parts[-1]) else None
        return [f" ON {text}", *([target] if target else [])]

    def join_condition(self, node: Node, scope: Scope) -> str:
        if node.get("node") == "And":
            return " AND ".join(self.join_condition(part, scope) for part in node["exprs"])
        if node.get("node") == "CompareOperation":
            return self.compare(node, scope, is_key=True)
        return self.sql(node, scope)

    def array_join(self, node: Node, scope: Scope) -> str:
        if not node.get("array_join_op"):
            return ""
        texts = []
        for entry in node["array_join_list"]:
            if entry.get("node") != "Alias":
                raise HogQLError("ARRAY JOIN arrays must have an alias")
            texts.append(self.sql(entry, scope))
        return f" {node['array_join_op']} {', '.join(texts)}"

    # Order and limits

    def order_and_limits(self, node: Node, scope: Scope, is_top: bool) -> str:
        text = ""
        if node.get("order_by"):
            text += " ORDER BY " + ", ".join(self.all(node["order_by"], scope))
        if node.get("limit_by"):
            by = node["limit_by"]
            text += f" LIMIT {self.sql(by['n'], scope)} BY {', '.join(self.all(by['exprs'], scope))}"
        limit = node.get("limit")
        if limit:
            if is_top and limit.get("node") == "Constant" and isinstance(limit.get("value"), int):
                limit = constant(min(limit["value"], MOST_ROWS))
            text += f" LIMIT {self.sql(limit, scope)}" + (" WITH TIES" if node.get("limit_with_ties") else "")
        if node.get("offset"):
            text += f" OFFSET {self.sql(node['offset'], scope)}"
        return text


def has_offset(node: object) -> bool:
    """Whether any part of the query has an OFFSET."""
    if isinstance(node, dict):
        is_limit = node.get("node") in ("SelectQuery", "SelectSetQuery", "LimitByExpr", "SelectSetNode")
        if is_limit and (node.get("offset") is not None or node.get("offset_value") is not None):
            return True
    return any(has_offset(child) for child in children(node))

"""The syntax tree as ClickHouse SQL."""

from typing import Any

from posthog_server.hogql import types
from posthog_server.hogql.calls import call, check_arguments, known
from posthog_server.hogql.comparisons import comparison
from posthog_server.hogql.fields import FieldResolver
from posthog_server.hogql.literals import constant_literal, identifier, text_literal
from posthog_server.hogql.parser import HogQLError, Node
from posthog_server.hogql.scope import Scope, Settings
from posthog_server.hogql.types import Typed

_ARITHMETIC = {"+": "plus", "-": "minus", "*": "multiply", "/": "divide", "%": "modulo"}
_CASTS = (
    dict.fromkeys(["int", "integer", "bigint", "int64", "smallint"], "toInt")
    | dict.fromkeys(["float", "double", "float64", "real", "numeric", "decimal", "double precision"], "toFloat")
    | dict.fromkeys(["text", "varchar", "string", "char"], "toString")
    | dict.fromkeys(["bool", "boolean"], "toBool")
    | dict.fromkeys(["datetime", "timestamp", "timestamptz"], "toDateTime")
    | {"date": "toDate", "uuid": "toUUID"}
)


class ExpressionTranslator:
    """Expressions; `select` of the subclass translates the queries in them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.fields = FieldResolver(settings)
        self.depth = 0

    def query(self, node: Node, scope: Scope) -> tuple[str, dict[str, Typed]]:
        raise NotImplementedError

    def expression(self, node: Node, scope: Scope) -> Typed:
        method = getattr(self, f"translate_{node.get('node')}", None)
        if method is None:
            raise HogQLError(f"Unsupported expression: {node.get('node')}")
        self.depth += 1
        if self.depth > 200:
            raise HogQLError("The query is nested too deeply")
        try:
            return method(node, scope)
        finally:
            self.depth -= 1

    def sql(self, node: Node, scope: Scope) -> str:
        return self.expression(node, scope).sql

    def all(self, nodes: list[Node] | None, scope: Scope) -> list[str]:
        return [self.sql(node, scope) for node in nodes or []]

    # Leaves

    def translate_Constant(self, node: Node, scope: Scope) -> Typed:
        value = node.get("value")
        kinds = {bool: types.BOOLEAN, int: types.INTEGER, float: types.FLOAT, str: types.STRING}
        return Typed(constant_literal(node), kinds.get(type(value), types.OTHER))

    def translate_Field(self, node: Node, scope: Scope) -> Typed:
        chain = node["chain"]
        name = chain[0]
        select = scope.selecting()
        if chain == ["*"]:
            return Typed("*")
        if len(chain) == 1 and name in select.column_ctes and name not in select.aliases:
            definition = select.column_ctes[name]
            outer = Scope(select.parent, select.sources, select.aliases, select.arguments, select.subquery_ctes)
            outer.column_ctes = {key: value for key, value in select.column_ctes.items() if key != name}
            return self.expression(definition, outer)
        return self.fields.resolve(chain, scope)

    def translate_Placeholder(self, node: Node, scope: Scope) -> Typed:
        raise HogQLError("Unresolved placeholder")

    # Compound expressions

    def translate_Alias(self, node: Node, scope: Scope) -> Typed:
        value = self.expression(node["expr"], scope)
        scope.selecting().aliases[node["alias"]] = value
        return Typed(f"{value.sql} AS {identifier(node['alias'])}", value.type, value.owner)

    def translate_And(self, node: Node, scope: Scope) -> Typed:
        return Typed("(" + " AND ".join(self.all(node["exprs"], scope)) + ")", types.BOOLEAN)

    def translate_Or(self, node: Node, scope: Scope) -> Typed:
        return Typed("(" + " OR ".join(self.all(node["exprs"], scope)) + ")", types.BOOLEAN)

    def translate_Not(self, node: Node, scope: Scope) -> Typed:
        return Typed(f"not({self.sql(node['expr'], scope)})", types.BOOLEAN)

    def translate_BetweenExpr(self, node: Node, scope: Scope) -> Typed:
        value, low, high = (self.sql(node[part], scope) for part in ("expr", "low", "high"))
        negation = "NOT " if node.get("negated") else ""
        return Typed(f"({value} {negation}BETWEEN {low} AND {high})", types.BOOLEAN)

    def translate_CompareOperation(self, node: Node, scope: Scope) -> Typed:
        return Typed(self.compare(node, scope, is_key=False), types.BOOLEAN)

    def compare(self, node: Node, scope: Scope, is_key: bool) -> str:
        left, right, operator = node["left"], node["right"], node["op"]
        if operator in ("in cohort", "not in cohort"):
            members = self.settings.cohort_members(right.get("value"))
            listed = ", ".join(text_literal(member) for member in members)
            test = f"has([{listed}], toString({self.sql(left, scope)}))" if members else "0"
            return test if operator == "in cohort" else f"not({test})"
        if operator.endswith("in") and right.get("node") == "Constant":
            right = {"node": "Tuple", "exprs": [right]}
        return comparison(operator, self.sql(left, scope), self.sql(right, scope), left, right, is_key)

    def translate_ArithmeticOperation(self, node: Node, scope: Scope) -> Typed:
        left, right = self.expression(node["left"], scope), self.expression(node["right"], scope)
        kind = left.type if left.type in (types.DATETIME, types.DATE) else types.OTHER
        if right.type == left.type:
            kind = types.OTHER
        return Typed(f"{_ARITHMETIC[node['op']]}({left.sql}, {right.sql})", kind)

    def translate_Call(self, node: Node, scope: Scope) -> Typed:
        if node["name"] == "_caseWithExpression":
            return self.case(node["args"], scope)
        known(node["name"])
        arguments = [self.expression(argument, scope) for argument in node.get("args") or []]
        return call(node, arguments, self.all(node.get("params"), scope), self.settings.timezone)

    def case(self, arguments: list[Node], scope: Scope) -> Typed:
        subject, *rest = self.all(arguments, scope)
        branches = [
            f"ifNull(equals({subject}, {rest[place]}), 0), {rest[place + 1]}" for place in range(0, len(rest) - 1, 2)
        ]
        return Typed(f"multiIf({', '.join(branches)}, {rest[-1]})")

    def translate_Tuple(self, node: Node, scope: Scope) -> Typed:
        return Typed(f"tuple({', '.join(self.all(node['exprs'], scope))})")

    def translate_Array(self, node: Node, scope: Scope) -> Typed:
        return Typed(f"[{', '.join(self.all(node['exprs'], scope))}]")

    def translate_TupleAccess(self, node: Node, scope: Scope) -> Typed:
        return Typed(f"tupleElement({self.sql(node['tuple'], scope)}, {int(node['index'])})")

    def translate_ArrayAccess(self, node: Node, scope: Scope) -> Typed:
        inner, chain = node, []
        while inner.get("node") == "ArrayAccess" and inner["property"].get("node") == "Constant":
            chain.insert(0, inner["property"]["value"])
            inner = inner["array"]
        if inner.get("node") == "Field":
            root = self.fields.resolve(inner["chain"], scope) if inner["chain"] != ["*"] else None
            has_json = root is not None and (root.type == types.JSON or "JSONExtractRaw" in root.sql)
            if has_json and chain:
                return self.fields.resolve([*inner["chain"], *chain], scope)
        array = self.sql(node["array"], scope)
        return Typed(f"arrayElement({array}, {self.sql(node['property'], scope)})")

    def translate_Lambda(self, node: Node, scope: Scope) -> Typed:
        arguments = ", ".join(identifier(name) for name in node["args"])
        return Typed(f"({arguments}) -> {self.sql(node['expr'], scope.of_lambda(node['args']))}")

    def translate_TypeCast(self, node: Node, scope: Scope) -> Typed:
        name = _CASTS.get(str(node["type_name"]).lower())
        if name is None:
            raise HogQLError(f"Unsupported type cast to '{node['type_name']}'")
        return self.expression({"node": "Call", "name": name, "args": [node["expr"]]}, scope)

    def translate_SelectQuery(self, node: Node, scope: Scope) -> Typed:
        sql, columns = self.query(node, scope.selecting().inner())
        return Typed(f"({sql})", next(iter(columns.values())).type if len(columns) == 1 else types.OTHER)

    translate_SelectSetQuery = translate_SelectQuery

    # Windows

    def translate_WindowFunction(self, node: Node, scope: Scope) -> Typed:
        function = known(node["name"])
        arguments, parameters = node.get("exprs") or [], []
        if node.get("args"):
            arguments, parameters = node["args"], self.all(arguments, scope)
        translated = [self.expression(argument, scope) for argument in arguments]
        check_arguments(node["name"], function, 0 if [one.sql for one in translated] == ["*"] else len(translated))
        value = call({"name": node["name"], "args": arguments}, translated, parameters, self.settings.timezone)
        over = identifier(node["over_identifier"]) if node.get("over_identifier") else None
        return Typed(f"{value.sql} OVER {over or self.window(node['over_expr'], scope)}", value.type)

    def window(self, node: Node, scope: Scope) -> str:
        parts = []
        if node.get("partition_by"):
            parts.append("PARTITION BY " + ", ".join(self.all(node["partition_by"], scope)))
        if node.get("order_by"):
            parts.append("ORDER BY " + ", ".join(self.all(node["order_by"], scope)))
        if node.get("frame_method"):
            start, end = node.get("frame_start"), node.get("frame_end")
            bounds = self.bound(start)
            parts.append(f"{node['frame_method']} " + (f"BETWEEN {bounds} AND {self.bound(end)}" if end else bounds))
        return "(" + " ".join(parts) + ")"

    def bound(self, node: dict[str, Any] | None) -> str:
        if not node:
            return "CURRENT ROW"
        if node["frame_type"] == "CURRENT ROW":
            return "CURRENT ROW"
        value = node.get("frame_value")
        return f"{'UNBOUNDED' if value is None else int(value)} {node['frame_type']}"

    def translate_OrderExpr(self, node: Node, scope: Scope) -> Typed:
        return Typed(f"{self.sql(node['expr'], scope)} {'DESC' if node.get('order') == 'DESC' else 'ASC'}")

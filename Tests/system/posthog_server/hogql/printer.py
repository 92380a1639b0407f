"""The syntax tree as HogQL again: the `hogql` of an answer, and the names of columns without an alias."""

import re
from typing import Any

from posthog_server.hogql.literals import constant_literal
from posthog_server.hogql.parser import Node

_OPERATORS = {
    "==": "equals",
    "!=": "notEquals",
    ">": "greater",
    ">=": "greaterOrEquals",
    "<": "less",
    "<=": "lessOrEquals",
    "like": "like",
    "ilike": "ilike",
    "not like": "notLike",
    "not ilike": "notILike",
    "in": "in",
    "not in": "notIn",
    "global in": "globalIn",
    "global not in": "globalNotIn",
    "in cohort": "inCohort",
    "not in cohort": "notInCohort",
    "=~": "match",
    "!~": "notMatch",
    "=~*": "imatch",
    "!~*": "notIMatch",
    "+": "plus",
    "-": "minus",
    "*": "multiply",
    "/": "divide",
    "%": "modulo",
}


def name_of(part: Any) -> str:
    text = str(part)
    if text == "*" or re.fullmatch(r"[A-Za-z_$][A-Za-z0-9_$]*", text):
        return text
    return "`" + text.replace("`", "``") + "`"


def column_name(node: Node) -> str:
    """What PostHog calls a selected column."""
    if node["node"] == "Alias":
        return node["alias"]
    if node["node"] == "Field":
        return str(node["chain"][-1])
    return print_tree(node)


def print_tree(node: Any) -> str:
    if not isinstance(node, dict):
        return str(node)
    method = _PRINTERS.get(node.get("node", ""))
    return method(node) if method else f"<{node.get('node')}>"


def _list(nodes: list[Node] | None) -> str:
    return ", ".join(print_tree(node) for node in nodes or [])


def _constant(node: Node) -> str:
    return constant_literal(node)


def _call(node: Node) -> str:
    parameters = f"({_list(node['params'])})" if node.get("params") else ""
    distinct = "DISTINCT " if node.get("distinct") else ""
    return f"{node['name']}{parameters}({distinct}{_list(node.get('args'))})"


def _window_function(node: Node) -> str:
    parameters = f"({_list(node['exprs'])})({_list(node['args'])})" if node.get("args") else f"({_list(node['exprs'])})"
    return f"{node['name']}{parameters} OVER {node.get('over_identifier') or _window(node['over_expr'])}"


def _window(node: Node) -> str:
    parts = []
    if node.get("partition_by"):
        parts.append(f"PARTITION BY {_list(node['partition_by'])}")
    if node.get("order_by"):
        parts.append(f"ORDER BY {_list(node['order_by'])}")
    return f"({' '.join(parts)})"


def _select(node: Node) -> str:
    text = f"WITH {', '.join(_cte(cte) for cte in node['ctes'])} " if node.get("ctes") else ""
    text += "SELECT " + ("DISTINCT " if node.get("distinct") else "") + _list(node["select"])
    if node.get("select_from"):
        text += f" FROM {print_tree(node['select_from'])}"
    for keyword, part in [("WHERE", "where"), ("GROUP BY", "group_by"), ("HAVING", "having"), ("ORDER BY", "order_by")]:
        if node.get(part):
            value = node[part]
            text += f" {keyword} {_list(value) if isinstance(value, list) else print_tree(value)}"
    return text + _limit(node)


def _limit(node: Node) -> str:
    text = f" LIMIT {print_tree(node['limit'])}" if node.get("limit") else ""
    return text + (f" OFFSET {print_tree(node['offset'])}" if node.get("offset") else "")


def _cte(node: Node) -> str:
    if node["cte_type"] == "subquery":
        return f"{name_of(node['name'])} AS ({print_tree(node['expr'])})"
    return f"{print_tree(node['expr'])} AS {name_of(node['name'])}"


def _join(node: Node) -> str:
    table = node["table"]
    text = f"({print_tree(table)})" if table["node"].startswith("Select") else print_tree(table)
    text += f" AS {name_of(node['alias'])}" if node.get("alias") else ""
    if node.get("constraint"):
        text += f" ON {print_tree(node['constraint']['expr'])}"
    if node.get("next_join"):
        text += f" {node['next_join'].get('join_type') or 'JOIN'} {_join(node['next_join'])}"
    return text


def _union(node: Node) -> str:
    parts = [print_tree(node["initial_select_query"])]
    for following in node["subsequent_select_queries"]:
        parts.append(f"{following['set_operator']} {print_tree(following['select_query'])}")
    return " ".join(parts) + _limit(node)


_PRINTERS = {
    "Constant": _constant,
    "Field": lambda node: ".".join(name_of(part) for part in node["chain"]),
    "Placeholder": lambda node: "{" + print_tree(node.get("expr")) + "}",
    "Alias": lambda node: f"{print_tree(node['expr'])} AS {name_of(node['alias'])}",
    "Call": _call,
    "CompareOperation": lambda node: (
        f"{_OPERATORS[node['op']]}({print_tree(node['left'])}, {print_tree(node['right'])})"
    ),
    "ArithmeticOperation": lambda node: (
        f"{_OPERATORS[node['op']]}({print_tree(node['left'])}, {print_tree(node['right'])})"
    ),
    "And": lambda node: f"and({_list(node['exprs'])})",
    "Or": lambda node: f"or({_list(node['exprs'])})",
    "Not": lambda node: f"not({print_tree(node['expr'])})",
    "BetweenExpr": lambda node: (
        f"{print_tree(node['expr'])} {'NOT ' if node.get('negated') else ''}BETWEEN "
        f"{print_tree(node['low'])} AND {print_tree(node['high'])}"
    ),
    "Tuple": lambda node: f"tuple({_list(node['exprs'])})",
    "Array": lambda node: f"[{_list(node['exprs'])}]",
    "TupleAccess": lambda node: f"{print_tree(node['tuple'])}.{node['index']}",
    "ArrayAccess": lambda node: f"{print_tree(node['array'])}[{print_tree(node['property'])}]",
    "Lambda": lambda node: f"({', '.join(node['args'])}) -> {print_tree(node['expr'])}",
    "TypeCast": lambda node: f"CAST({print_tree(node['expr'])} AS {node['type_name']})",
    "WindowFunction": _window_function,
    "OrderExpr": lambda node: f"{print_tree(node['expr'])} {'DESC' if node.get('order') == 'DESC' else 'ASC'}",
    "SelectQuery": _select,
    "SelectSetQuery": _union,
    "JoinExpr": _join,
}

"""Comparisons never answer null: a side that is null makes `!=` true and everything else false."""

from posthog_server.hogql.parser import HogQLError, Node

_NEGATED = {"!=", "not like", "not ilike", "!~", "!~*", "not in", "global not in"}

_PATTERNS = {
    "==": "equals({0}, {1})",
    "!=": "notEquals({0}, {1})",
    ">": "greater({0}, {1})",
    ">=": "greaterOrEquals({0}, {1})",
    "<": "less({0}, {1})",
    "<=": "lessOrEquals({0}, {1})",
    "like": "like({0}, {1})",
    "ilike": "ilike({0}, {1})",
    "not like": "notLike({0}, {1})",
    "not ilike": "notILike({0}, {1})",
    "=~": "match({0}, {1})",
    "!~": "not(match({0}, {1}))",
    "=~*": "match({0}, concat('(?i)', {1}))",
    "!~*": "not(match({0}, concat('(?i)', {1})))",
    "in": "in({0}, {1})",
    "global in": "globalIn({0}, {1})",
    "not in": "notIn({0}, {1})",
    "global not in": "globalNotIn({0}, {1})",
}


def comparison(operator: str, left: str, right: str, left_node: Node, right_node: Node, is_key: bool) -> str:
    """`is_key` is for the condition of a join, which must stay a plain equality."""
    if operator not in _PATTERNS:
        raise HogQLError(f"Unsupported comparison: {operator}")
    plain = _PATTERNS[operator].format(left, right)
    if operator.endswith("in"):
        return plain
    if _is_null(right_node) or _is_null(left_node):
        return _with_null(operator, left if _is_null(right_node) else right)
    if is_key:
        return plain
    if left_node.get("node") == "Constant" or right_node.get("node") == "Constant":
        return f"ifNull({plain}, {int(operator in _NEGATED)})"
    if operator in ("==", "like", "ilike", "=~", "=~*"):
        return f"ifNull({plain}, isNull({left}) AND isNull({right}))"
    if operator in _NEGATED:
        return f"ifNull({plain}, isNotNull({left}) OR isNotNull({right}))"
    return f"ifNull({plain}, 0)"


def _is_null(node: Node) -> bool:
    return node.get("node") == "Constant" and node.get("value") is None


def _with_null(operator: str, other: str) -> str:
    if operator == "==":
        return f"isNull({other})"
    if operator == "!=":
        return f"isNotNull({other})"
    return "1" if operator in _NEGATED else "0"

"""Function calls: known names only, the project's time zone where one is taken, casts that give null."""

import difflib

from posthog_server.hogql import types
from posthog_server.hogql.functions import FUNCTIONS, RESULT_TYPES, SAME_TYPE_AS, Function, find
from posthog_server.hogql.literals import text_literal
from posthog_server.hogql.parser import HogQLError, Node
from posthog_server.hogql.types import Typed

_TEMPORAL = {types.DATETIME, types.DATE, types.INTEGER}


def known(name: str) -> Function:
    function = find(name)
    if function is None:
        close = difflib.get_close_matches(name, FUNCTIONS, n=1)
        hint = f". Perhaps you meant '{close[0]}(...)'?" if close else ""
        raise HogQLError(f"Unsupported function call '{name}(...)'{hint}")
    return function


def check_arguments(name: str, function: Function, count: int) -> None:
    if count < function.least:
        raise HogQLError(f"Function '{name}' expects at least {function.least} argument(s), found {count}")
    if function.most is not None and count > function.most:
        raise HogQLError(f"Function '{name}' expects at most {function.most} argument(s), found {count}")


def call(node: Node, arguments: list[Typed], parameters: list[str], timezone: str) -> Typed:
    """A call with its arguments already translated."""
    name = node["name"]
    function = known(name)
    texts = [argument.sql for argument in arguments]
    if name.lower() == "count" and texts == ["*"]:
        texts = []
    check_arguments(name, function, len(texts))
    if node.get("distinct") and not function.is_aggregate:
        raise HogQLError(f"DISTINCT is only for aggregations, '{name}' is none")
    result = _type(name, arguments)
    return Typed(_sql(node, function, arguments, texts, parameters, timezone), result.type, result.owner)


def _sql(
    node: Node, function: Function, arguments: list[Typed], texts: list[str], parameters: list[str], timezone: str
) -> str:
    name, zone = node["name"], text_literal(timezone)
    if name == "toDateTime":
        return _to_datetime(arguments, zone)
    if name in ("toDate", "to_date"):
        return f"toDate({texts[0]})" if arguments[0].type in _TEMPORAL else f"toDateOrNull({texts[0]})"
    if name == "concat":
        if len(texts) < 2:
            raise HogQLError(f"Function 'concat' expects at least 2 argument(s), found {len(texts)}")
        return f"concat({', '.join(f'ifNull(toString({text}), {chr(39) * 2})' for text in texts)})"
    if name in ("now", "current_timestamp"):
        return f"now64(6, {texts[0] if texts else zone})"
    if name == "parseDateTimeBestEffort":
        return f"parseDateTime64BestEffortOrNull({texts[0]}, 6, {texts[1] if len(texts) > 1 else zone})"
    if name == "toDateTime64":
        texts = [texts[0], texts[1] if len(texts) > 1 else "6", texts[2] if len(texts) > 2 else zone]
    elif function.zoned and len(texts) < (function.most or 0):
        texts = [*texts, zone]
    if "{0}" in function.clickhouse:
        return function.clickhouse.format(*texts)
    distinct = "DISTINCT " if node.get("distinct") else ""
    parametric = f"({', '.join(parameters)})" if parameters else ""
    return f"{function.clickhouse}{parametric}({distinct}{', '.join(texts)})"


def _to_datetime(arguments: list[Typed], zone: str) -> str:
    zone = arguments[1].sql if len(arguments) > 1 else zone
    if arguments[0].type in _TEMPORAL:
        return f"toDateTime({arguments[0].sql}, {zone})"
    return f"parseDateTime64BestEffortOrNull({arguments[0].sql}, 6, {zone})"


def _type(name: str, arguments: list[Typed]) -> Typed:
    if name in SAME_TYPE_AS and len(arguments) > SAME_TYPE_AS[name]:
        return arguments[SAME_TYPE_AS[name]]
    return Typed("", RESULT_TYPES.get(name, types.OTHER))

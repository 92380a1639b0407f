"""Constants and identifiers as ClickHouse writes them."""

import math
from typing import Any

from posthog_server.hogql.parser import HogQLError

_ESCAPES = {
    "\\": "\\\\",
    "'": "\\'",
    "\b": "\\b",
    "\f": "\\f",
    "\r": "\\r",
    "\n": "\\n",
    "\t": "\\t",
    "\0": "\\0",
    "\a": "\\a",
    "\v": "\\v",
}


def text_literal(text: str) -> str:
    return "'" + "".join(_ESCAPES.get(character, character) for character in text) + "'"


def identifier(name: str) -> str:
    if "%" in name:
        raise HogQLError(f'The HogQL identifier "{name}" is not permitted as it contains the "%" character')
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def constant_literal(node: dict[str, Any]) -> str:
    value = node.get("value")
    if node.get("value_type") == "number" and isinstance(value, str):
        return {"Infinity": "inf", "-Infinity": "-inf", "NaN": "nan"}[value]
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else str(value)
    if isinstance(value, int):
        return str(value)
    return text_literal(str(value))

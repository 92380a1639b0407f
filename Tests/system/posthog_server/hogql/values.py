"""Values of a result as PostHog prints them: a timestamp in its own zone, with no fraction or six digits of it."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Convert = Callable[[Any], Any]


def converter(type_name: str, timezone: str) -> Convert | None:
    """How a value of this type is printed; None when it stays as it is."""
    name, inner = _split(type_name)
    if name in ("Nullable", "LowCardinality"):
        return _unless_null(converter(inner[0], timezone))
    if name in ("DateTime", "DateTime64"):
        zones = [part.strip("' ") for part in inner if "'" in part]
        return _timestamp(ZoneInfo(zones[0] if zones else timezone))
    if name in ("Float32", "Float64"):
        return lambda value: float(value) if isinstance(value, int) else value
    if name == "Array":
        return _each(converter(inner[0], timezone))
    if name == "Tuple":
        return _tuple([converter(part, timezone) for part in inner])
    return None


def iso(moment: datetime) -> str:
    text = moment.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def _timestamp(zone: ZoneInfo) -> Convert:
    def convert(value: Any) -> Any:
        return iso(datetime.fromisoformat(value).astimezone(zone)) if isinstance(value, str) else value

    return convert


def _unless_null(convert: Convert | None) -> Convert | None:
    return (lambda value: None if value is None else convert(value)) if convert else None


def _each(convert: Convert | None) -> Convert | None:
    return (lambda values: [convert(value) for value in values]) if convert else None


def _tuple(converts: list[Convert | None]) -> Convert | None:
    if not any(converts):
        return None
    return lambda values: [
        convert(value) if convert else value for convert, value in zip(converts, values, strict=True)
    ]


def _split(type_name: str) -> tuple[str, list[str]]:
    """`Tuple(a, b(c, d))` as its name and its arguments."""
    match = re.fullmatch(r"(\w+)\((.*)\)", type_name.strip(), re.DOTALL)
    if not match:
        return type_name.strip(), []
    parts, depth, start, text = [], 0, 0, match.group(2)
    for place, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(text[start:place].strip())
            start = place + 1
    parts.append(text[start:].strip())
    # The parts of a tuple may be named.
    return match.group(1), [re.sub(r"^[`\w]+ (?=[A-Z])", "", part) for part in parts]

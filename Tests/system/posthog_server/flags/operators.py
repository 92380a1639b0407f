"""Whether one property of a person or group meets a condition, as PostHog's own server decides it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from posthog_server.flags.versions import matches_version

_RELATIVE = re.compile(r"-?(\d{1,4})([hdwmy])")
_NEGATIVE = {"is_not": "exact", "not_icontains": "icontains", "not_regex": "regex"}
_NEGATIVE |= {"not_icontains_multi": "icontains_multi", "not_between": "between"}
_NEGATIVE |= {"not_starts_with": "starts_with", "not_ends_with": "ends_with"}


def matches(condition: dict[str, Any], properties: dict[str, Any], timezone: str, now: datetime) -> bool:
    """A property that is missing meets the negative operators and no other."""
    operator = condition.get("operator") or "exact"
    operator = {"min": "gte", "max": "lte"}.get(operator, operator)
    key, wanted = str(condition.get("key")), condition.get("value")
    if operator == "is_set":
        return key in properties
    if operator == "is_not_set":
        return key not in properties
    if key not in properties or properties[key] is None:
        return operator in _NEGATIVE
    value = properties[key]
    if operator in _NEGATIVE:
        if operator == "not_regex" and _pattern(wanted) is None:
            return False
        return not _positive(_NEGATIVE[operator], wanted, value, timezone, now)
    return _positive(operator, wanted, value, timezone, now)


def _positive(operator: str, wanted: Any, value: Any, timezone: str, now: datetime) -> bool:
    if operator == "exact":
        return _equal(wanted, value)
    text = as_text(value)
    if operator in ("icontains", "icontains_multi"):
        options = wanted if isinstance(wanted, list) else [wanted]
        return any(_lower(as_text(option)) in _lower(text) for option in options)
    if operator == "starts_with":
        return _lower(text).startswith(_lower(as_text(wanted)))
    if operator == "ends_with":
        return _lower(text).endswith(_lower(as_text(wanted)))
    if operator == "regex":
        pattern = _pattern(wanted)
        return bool(pattern and pattern.search(text))
    if operator in ("gt", "gte", "lt", "lte"):
        return _ordered(operator, as_number(value), as_number(wanted))
    if operator == "between":
        low, high = (as_number(bound) for bound in wanted) if _is_pair(wanted) else (None, None)
        number = as_number(value)
        return None not in (low, high, number) and low <= number <= high  # type: ignore[operator]
    if operator.startswith("is_date_"):
        return _dated(operator, wanted, value, timezone, now)
    if operator.startswith("semver_"):
        return matches_version(operator, text, as_text(wanted))
    return False


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _lower(text: str) -> str:
    """Only the letters of ASCII."""
    return "".join(chr(ord(one) + 32) if "A" <= one <= "Z" else one for one in text)


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(value)
    return str(value)


def as_number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _ordered(operator: str, left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return False
    return {"gt": left > right, "gte": left >= right, "lt": left < right, "lte": left <= right}[operator]


def _equal(wanted: Any, value: Any) -> bool:
    options = wanted if isinstance(wanted, list) else [wanted]
    # Truth is compared where everything in the condition is true or false (PostHog API facts §12.4).
    if options and all(_truth(option) is not None for option in options):
        return all(_truth(option) for option in options) is _truthy(value)
    return any(as_text(option).lower() == as_text(value).lower() for option in options)


def _truth(option: Any) -> bool | None:
    """True or false when the condition's value is a boolean or the text of one."""
    if isinstance(option, bool):
        return option
    return {"true": True, "false": False}.get(str(option).lower()) if isinstance(option, str) else None


def _truthy(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return str(value).lower() == "true"


def _pattern(wanted: Any) -> re.Pattern[str] | None:
    try:
        return re.compile(as_text(wanted))
    except re.error:
        return None


# Dates


def _dated(operator: str, wanted: Any, value: Any, timezone: str, now: datetime) -> bool:
    limit, moment = moment_of(wanted, timezone, now), moment_of(value, timezone)
    if limit is None or moment is None:
        return False
    if operator == "is_date_before":
        return moment < limit
    return moment > limit if operator == "is_date_after" else moment == limit


def moment_of(value: Any, timezone: str, now: datetime | None = None) -> datetime | None:
    """ISO-8601 (in the project's zone when it names none), unix seconds, or with `now` a time before it as `-7d`."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    if now and (relative := _RELATIVE.fullmatch(text)):
        return before(now, int(relative.group(1)), relative.group(2))
    seconds = as_number(value)
    try:
        if seconds is not None:
            return datetime.fromtimestamp(seconds, UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))


def before(now: datetime, count: int, unit: str) -> datetime:
    if unit in "hdw":
        return now - timedelta(**{{"h": "hours", "d": "days", "w": "weeks"}[unit]: count})
    months = now.year * 12 + now.month - 1 - count * (12 if unit == "y" else 1)
    year, month = divmod(max(months, 12), 12)
    for day in (now.day, 30, 29, 28):
        try:
            return now.replace(year=year, month=month + 1, day=min(now.day, day))
        except ValueError:
            continue
    return now

"""What a project knows of its properties; the type decides how HogQL reads one."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

TYPES = ("String", "Numeric", "Boolean", "DateTime")

_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")
_SECONDS = re.compile(r"time|timestamp", re.IGNORECASE)


@dataclass
class Definition:
    """`owner` is `event`, `person` or `group:0`."""

    number: int
    owner: str
    name: str
    type: str | None
    created_at: datetime


class PropertyTypes:
    """With `detects`, the first value seen decides, as PostHog's background job does; else only declared ones count."""

    def __init__(self) -> None:
        self.detects = False
        self.definitions: dict[tuple[str, str], Definition] = {}

    def declare(self, owner: str, name: str, type_name: str | None) -> None:
        known = self.definitions.get((owner, name))
        if known is None:
            number = len(self.definitions) + 1
            known = Definition(number, owner, name, None, datetime.now(UTC))
            self.definitions[owner, name] = known
        if type_name:
            known.type = type_name

    def see(self, owner: str, properties: dict[str, Any]) -> None:
        for name, value in properties.items():
            known = self.definitions.get((owner, name))
            if known is None or (known.type is None and self.detects):
                self.declare(owner, name, detected_type(name, value) if self.detects else None)

    def by_name(self) -> dict[tuple[str, str], str]:
        return {key: known.type for key, known in self.definitions.items() if known.type}


def detected_type(name: str, value: Any) -> str | None:
    """The type PostHog gives a property at its first value."""
    if name.startswith(("utm_", "$feature/", "$survey_response")):
        return "String"
    if isinstance(value, bool) or value in ("true", "false"):
        return "Boolean"
    if isinstance(value, int | float):
        is_seconds = _SECONDS.search(name) and len(str(int(value))) in (10, 13)
        return "DateTime" if is_seconds else "Numeric"
    if isinstance(value, str):
        return "DateTime" if _DATE.fullmatch(value) else "String"
    return None

"""The few types the translation has to tell apart; everything else is `OTHER`."""

from dataclasses import dataclass

DATETIME = "DateTime"
DATE = "Date"
STRING = "String"
INTEGER = "Integer"
FLOAT = "Float"
BOOLEAN = "Boolean"
UUID = "UUID"
JSON = "JSON"
OTHER = "Other"


@dataclass(frozen=True)
class Typed:
    """SQL with its type; `owner` says whose properties a JSON text holds (`event`, `person`, `group:0`)."""

    sql: str
    type: str = OTHER
    owner: str = ""

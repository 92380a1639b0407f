"""Groups and their types; a project has at most five types."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

MOST_TYPES = 5


@dataclass
class Group:
    type_index: int
    key: str
    properties: dict[str, Any]
    created_at: datetime
    updated_at: datetime


@dataclass
class GroupType:
    name: str
    index: int
    created_at: datetime
    name_singular: str | None = None
    name_plural: str | None = None
    default_columns: list[str] | None = None


class Groups:
    """The groups of one project, and those that storage has not seen yet."""

    def __init__(self) -> None:
        self.types: list[GroupType] = []
        self.by_key: dict[tuple[int, str], Group] = {}
        self.changed: dict[tuple[int, str], Group] = {}

    def index_of(self, name: str, creating: bool = False) -> int | None:
        for known in self.types:
            if known.name == name:
                return known.index
        free = next((index for index in range(MOST_TYPES) if all(one.index != index for one in self.types)), None)
        if not creating or free is None:
            return None
        self.types.append(GroupType(name, free, datetime.now(UTC)))
        self.types.sort(key=lambda known: known.index)
        return free

    def set(self, index: int, key: str, properties: dict[str, Any], at: datetime) -> Group:
        group = self.by_key.get((index, key))
        if group is None:
            group = Group(index, key, {}, at, at)
            self.by_key[index, key] = group
        group.properties |= properties
        group.updated_at = datetime.now(UTC)
        self.changed[index, key] = group
        return group

    def mapping(self) -> dict[str, str]:
        return {str(known.index): known.name for known in self.types}

"""Semantic versions, read leniently: a `v` in front, missing parts, zeros in front."""

import re

Version = tuple[tuple[int, int, int], tuple[tuple[int, int, str], ...]]

_FORM = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")
_RELEASE: tuple[tuple[int, int, str], ...] = ((2, 0, ""),)


def parse_version(text: str) -> Version | None:
    match = _FORM.fullmatch(text.strip().removeprefix("v").removeprefix("V").strip())
    if not match:
        return None
    numbers = tuple(int(part or 0) for part in match.groups()[:3])
    before = match.group(4)
    if before is None:
        return numbers, _RELEASE  # type: ignore[return-value]
    parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in before.split("."))
    return numbers, parts  # type: ignore[return-value]


def bounds(operator: str, text: str) -> tuple[Version, Version] | None:
    """The lowest version that fits a range and the first above it that does not."""
    if operator == "semver_wildcard":
        fixed = [part for part in text.strip().removeprefix("v").split(".") if part != "*"]
        if not fixed or len(fixed) > 2 or not all(part.isdigit() for part in fixed):
            return None
        numbers = [int(part) for part in fixed]
        low, high = [*numbers, 0, 0][:3], [*numbers[:-1], numbers[-1] + 1, 0, 0][:3]
        return ((*low,), _RELEASE), ((*high,), _RELEASE)  # type: ignore[return-value]
    version = parse_version(text)
    if version is None:
        return None
    major, minor, patch = version[0]
    if operator == "semver_tilde":
        high = (major, minor + 1, 0)
    elif major:
        high = (major + 1, 0, 0)
    else:
        high = (0, minor + 1, 0) if minor else (0, 0, patch + 1)
    return version, (high, _RELEASE)


def matches_version(operator: str, value: str, wanted: str) -> bool:
    version = parse_version(value)
    if version is None:
        return False
    if operator in ("semver_tilde", "semver_caret", "semver_wildcard"):
        limits = bounds(operator, wanted)
        return limits is not None and limits[0] <= version < limits[1]
    other = parse_version(wanted)
    if other is None:
        return False
    results = {
        "semver_eq": version == other,
        "semver_neq": version != other,
        "semver_gt": version > other,
        "semver_gte": version >= other,
        "semver_lt": version < other,
        "semver_lte": version <= other,
    }
    return results.get(operator, False)

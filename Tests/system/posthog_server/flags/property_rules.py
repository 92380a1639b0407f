"""Which conditions a flag may have."""

import re
from datetime import UTC, datetime
from typing import Any

from posthog_server import cohorts
from posthog_server.errors import ApiError, invalid
from posthog_server.flags.operators import moment_of
from posthog_server.flags.versions import bounds, parse_version
from posthog_server.project import Project

OPERATORS = {
    *("exact", "is_not", "icontains", "not_icontains", "icontains_multi", "not_icontains_multi", "regex", "not_regex"),
    *(
        "starts_with",
        "not_starts_with",
        "ends_with",
        "not_ends_with",
        "gt",
        "gte",
        "lt",
        "lte",
        "between",
        "not_between",
    ),
    *("semver_eq", "semver_neq", "semver_gt", "semver_gte", "semver_lt", "semver_lte", "semver_tilde", "semver_caret"),
    *("semver_wildcard", "is_set", "is_not_set", "is_date_exact", "is_date_before", "is_date_after", "in", "not_in"),
    *("flag_evaluates_to", "min", "max"),
}
_TEXT = {"regex", "not_regex", "icontains", "not_icontains", "starts_with", "not_starts_with", "ends_with"}
_TEXT |= {"not_ends_with"}
_NUMERIC = {"gt", "gte", "lt", "lte"}
_KINDS = ("person", "cohort", "group", "flag", "person_metadata")


def check_property(project: Project, entry: Any, group_index: int | None) -> dict[str, Any]:
    """The condition as it is stored."""
    if not isinstance(entry, dict):
        raise _wrong("A condition must be an object.")
    if entry.get("key") in (None, ""):
        raise ApiError(400, "required", "This field is required.", "filters__groups__properties__key")
    checked = dict(entry) | {"key": str(entry["key"])}
    kind = checked.setdefault("type", "person")
    if kind not in _KINDS:
        raise _wrong(f'"{kind}" is not a valid choice.', "type")
    operator = checked.get("operator") or "exact"
    if operator not in OPERATORS:
        raise _wrong(f'"{operator}" is not a valid choice.', "operator")
    _check_level(kind, checked, group_index)
    if (kind == "flag") != (operator == "flag_evaluates_to"):
        raise _wrong("Flag properties must use the 'flag_evaluates_to' operator, and no others may.", "operator")
    if kind != "cohort" and operator in ("in", "not_in"):
        raise _wrong(f"Operator '{operator}' is only for cohorts.", "operator")
    if kind == "cohort":
        _check_cohort(project, checked)
    elif kind != "flag":
        _check_value(operator, checked.get("value"), project.timezone)
    return checked


def _wrong(detail: str, part: str = "") -> ApiError:
    return invalid(detail, "filters__groups__properties" + (f"__{part}" if part else ""))


def _check_level(kind: str, entry: dict[str, Any], group_index: int | None) -> None:
    if group_index is None and kind == "group":
        raise _wrong("Filters are not valid (can only use person, cohort, and flag properties)", "type")
    if group_index is not None and (kind != "group" or entry.get("group_type_index", group_index) != group_index):
        raise _wrong("Filters are not valid (can only use group properties of the same group type)", "type")


def _check_cohort(project: Project, entry: dict[str, Any]) -> None:
    value = entry.get("value")
    number = int(value) if str(value).isdigit() else -1
    cohort = project.cohorts.get(number)
    if cohort is None or cohort["deleted"]:
        raise invalid(f"Cohort with id {value} does not exist", "filters", "cohort_does_not_exist")
    if cohorts.is_behavioural(cohort):
        detail = f"Cohort '{cohort['name']}' with filters on events cannot be used in feature flags."
        raise invalid(detail, "filters", "behavioral_cohort_found")
    entry["cohort_name"] = cohort["name"]


def _check_value(operator: str, value: Any, timezone: str) -> None:
    if operator in ("is_set", "is_not_set"):
        return
    if value is None:
        raise ApiError(400, "required", "This field is required.", "filters__groups__properties__value")
    if operator in _TEXT and not isinstance(value, str):
        raise _wrong(f"Operator '{operator}' needs a text as value.", "value")
    if operator in _NUMERIC and isinstance(value, bool | list | dict):
        raise _wrong(f"Operator '{operator}' needs a text or a number as value.", "value")
    if operator in ("regex", "not_regex"):
        try:
            re.compile(value)
        except re.error as error:
            raise _wrong(f"Invalid regex pattern: {error}", "value") from error
    if operator.endswith("_multi") and not (isinstance(value, list) and value):
        raise _wrong(f"Operator '{operator}' needs a list as value.", "value")
    if operator.endswith("between") and not (isinstance(value, list) and len(value) == 2):
        raise _wrong(f"Operator '{operator}' needs two bounds as value.", "value")
    if operator.startswith("is_date_") and moment_of(value, timezone, datetime.now(UTC)) is None:
        raise _wrong(f"Invalid date value: {value}", "value")
    if operator.startswith("semver_") and not _is_version(operator, str(value)):
        raise _wrong(f"Invalid version value: {value}", "value")


def _is_version(operator: str, text: str) -> bool:
    return (bounds if operator == "semver_wildcard" else lambda _, one: parse_version(one))(operator, text) is not None

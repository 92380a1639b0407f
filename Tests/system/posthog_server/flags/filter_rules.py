"""What `filters` of a flag may be, and how they are stored."""

import json
import re
from typing import Any

from posthog_server.errors import ApiError, invalid
from posthog_server.flags.property_rules import check_property
from posthog_server.project import Project

_VARIANT_KEY = re.compile(r"[a-zA-Z0-9_./-]+")
_LARGEST = 512 * 1024
_GROUP_KEYS = {
    *("properties", "rollout_percentage", "variant", "aggregation_group_type_index", "description", "sort_key"),
    *("exposure_frozen", "exposure_frozen_cohort"),
}
_KEYS = {"groups", "multivariate", "aggregation_group_type_index", "payloads", "feature_enrollment", "holdout"}
_KEYS |= {"early_exit"}


def check_filters(project: Project, filters: Any, own_id: int | None, is_new: bool) -> dict[str, Any]:
    """The filters as they are stored: unknown keys dropped, payloads as JSON texts, every group with its level."""
    if not isinstance(filters, dict):
        raise invalid("Filters must be an object.", "filters")
    if len(json.dumps(filters)) > _LARGEST:
        raise invalid(f"Filters must be at most {_LARGEST} bytes.", "filters")
    if filters.get("version") is not None:
        raise invalid("'version' is reserved.", "filters__version")
    checked = {key: value for key, value in filters.items() if key in _KEYS}
    _check_level(checked)
    variants = _check_variants(checked)
    groups = checked.get("groups")
    if is_new and not groups:
        raise invalid("Feature flags must have at least one condition set (group).", "filters")
    if groups is not None:
        if not isinstance(groups, list):
            raise invalid('Expected a list of items but got type "dict".', "filters__groups")
        level = checked.get("aggregation_group_type_index")
        checked["groups"] = [_check_group(project, group, level, variants) for group in groups]
    _check_payloads(checked, variants)
    _check_holdout(checked)
    if checked.get("early_exit") and not project.organization.early_exit:
        raise invalid("early_exit is not available for this organization.", "filters__early_exit")
    _check_dependencies(project, checked, own_id)
    return checked


def percentage(value: Any, attr: str) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= 100:
        raise invalid("Rollout percentage must be a number from 0 to 100.", attr)


def _check_level(filters: dict[str, Any]) -> None:
    level = filters.get("aggregation_group_type_index")
    if level is not None and (not isinstance(level, int) or isinstance(level, bool) or not 0 <= level < 5):
        raise invalid("Group type index must be an integer from 0 to 4.", "filters__aggregation_group_type_index")


def _check_variants(filters: dict[str, Any]) -> list[str]:
    multivariate = filters.get("multivariate")
    if not multivariate:
        return []
    variants = multivariate.get("variants") if isinstance(multivariate, dict) else None
    attr = "filters__multivariate__variants"
    if not isinstance(variants, list) or not variants:
        raise invalid("A multivariate flag needs at least one variant.", attr)
    keys: list[str] = []
    for variant in variants:
        key = variant.get("key") if isinstance(variant, dict) else None
        if not isinstance(key, str) or not _VARIANT_KEY.fullmatch(key) or len(key) > 400:
            raise invalid("Variant key must be 1 to 400 of letters, digits and _ . / -", f"{attr}__key")
        percentage(variant.get("rollout_percentage"), f"{attr}__rollout_percentage")
        keys.append(key)
    if len(set(keys)) != len(keys):
        raise invalid("Variant keys must be unique.", attr)
    total = sum(variant["rollout_percentage"] for variant in variants)
    if abs(total - 100) > 1e-6:
        raise invalid("Invalid variant definitions: Variant rollout percentages must sum to 100.", attr)
    return keys


def _check_group(project: Project, group: Any, level: int | None, variants: list[str]) -> dict[str, Any]:
    if not isinstance(group, dict):
        raise invalid("A condition set must be an object.", "filters__groups")
    checked = {key: value for key, value in group.items() if key in _GROUP_KEYS}
    checked.setdefault("aggregation_group_type_index", level)
    if checked.get("rollout_percentage") is not None:
        percentage(checked["rollout_percentage"], "filters__groups__rollout_percentage")
    properties = checked.get("properties") or []
    if not isinstance(properties, list):
        raise invalid('Expected a list of items but got type "dict".', "filters__groups__properties")
    index = checked["aggregation_group_type_index"]
    checked["properties"] = [check_property(project, one, index) for one in properties]
    if checked.get("variant") is not None and checked["variant"] not in variants:
        raise invalid(
            "Filters are not valid (variant override must be an existing variant)", "filters__groups__variant"
        )
    return checked


def _check_payloads(filters: dict[str, Any], variants: list[str]) -> None:
    payloads = filters.get("payloads")
    if payloads is None:
        return
    if not isinstance(payloads, dict):
        raise invalid("Payloads must be an object.", "filters__payloads")
    allowed = set(variants) or {"true"}
    for key, value in list(payloads.items()):
        if key not in allowed:
            only = "a key of a variant" if variants else "'true' for a boolean flag"
            raise invalid(f"Payload keys must be {only}, got '{key}'.", "filters__payloads")
        if value is None:
            del payloads[key]
        elif not isinstance(value, str):
            payloads[key] = json.dumps(value)
        else:
            try:
                json.loads(value)
            except ValueError as error:
                raise invalid("Payload value is not valid JSON", "filters__payloads") from error


def _check_holdout(filters: dict[str, Any]) -> None:
    holdout = filters.get("holdout")
    if not holdout:
        return
    if not isinstance(holdout, dict) or not isinstance(holdout.get("id"), int):
        raise invalid("A holdout needs an id and an exclusion_percentage.", "filters__holdout")
    percentage(holdout.get("exclusion_percentage"), "filters__holdout__exclusion_percentage")


def dependencies(filters: dict[str, Any]) -> list[int]:
    """The ids of the flags that these filters ask for."""
    entries = [one for group in filters.get("groups") or [] for one in group.get("properties") or []]
    return [int(one["key"]) for one in entries if one.get("type") == "flag" and str(one["key"]).isdigit()]


def _check_dependencies(project: Project, filters: dict[str, Any], own_id: int | None) -> None:
    entries = [one for group in filters.get("groups") or [] for one in group.get("properties") or []]
    for entry in entries:
        if entry.get("type") != "flag":
            continue
        target = project.flags.get(int(entry["key"])) if entry["key"].isdigit() else None
        if target is None or target["deleted"]:
            raise invalid(f"Flag dependency references non-existent flag with ID '{entry['key']}'.", "filters")
        if not target["active"]:
            raise invalid(f"Cannot create dependency on inactive flag '{target['key']}'.", "filters")
        if not isinstance(entry.get("value"), bool | str):
            raise invalid("The value of a flag dependency must be true, false or a variant.", "filters")
    waiting, seen = dependencies(filters), set()
    while waiting:
        number = waiting.pop()
        if number == own_id:
            raise ApiError(400, "invalid_input", "Cannot create circular dependency between flags.", "filters")
        if number not in seen and number in project.flags:
            seen.add(number)
            waiting += dependencies(project.flags[number]["filters"])

"""What one flag is for one user: hashing, conditions, and the reason."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from posthog_server.flags.operators import matches
from posthog_server.project import Project

_SCALE = float(0xFFFFFFFFFFFFFFF)
_DESCRIPTIONS = {
    "no_condition_match": "No matching condition set",
    "out_of_rollout_bound": "Out of rollout bound",
    "no_group_type": "No group type",
    "super_condition_value": "Super condition value",
    "holdout_condition_value": "Holdout condition value",
    "flag_disabled": "Feature flag is disabled",
    "missing_dependency": "Flag cannot be evaluated due to missing dependency",
}
_PRIORITY = ["missing_dependency", "flag_disabled", "no_condition_match", "out_of_rollout_bound", "no_group_type"]


@dataclass
class User:
    """Whom a flag is for; `person_properties` are the stored ones with those of the request over them."""

    distinct_id: str
    person_properties: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    group_properties: dict[int, dict[str, Any]] = field(default_factory=dict)
    hash_id: str | None = None
    device_id: str | None = None


@dataclass
class Outcome:
    enabled: bool
    variant: str | None
    code: str
    condition_index: int | None = None

    @property
    def value(self) -> bool | str:
        return (self.variant or True) if self.enabled else False

    @property
    def description(self) -> str:
        if self.code == "condition_match":
            return f"Matched condition set {(self.condition_index or 0) + 1}"
        return _DESCRIPTIONS.get(self.code, self.code)


def portion(text: str) -> float:
    """A place from 0 to 1 that is the same for the same text."""
    return int(hashlib.sha1(text.encode()).hexdigest()[:15], 16) / _SCALE


class Evaluation:
    """All flags of one project for one user."""

    def __init__(
        self, project: Project, user: User, is_available: Callable[[dict[str, Any]], bool] = lambda flag: True
    ) -> None:
        self.project = project
        self.user = user
        self.is_available = is_available
        self.now = datetime.now(UTC)
        self.done: dict[int, Outcome] = {}
        self.under_way: set[int] = set()
        self.group_keys = {
            index: key for kind, key in user.groups.items() if (index := project.groups.index_of(kind)) is not None
        }

    def outcome(self, flag: dict[str, Any]) -> Outcome:
        number = flag["id"]
        if number in self.done:
            return self.done[number]
        if number in self.under_way:
            return Outcome(False, None, "missing_dependency")
        self.under_way.add(number)
        result = self._evaluate(flag)
        self.under_way.discard(number)
        self.done[number] = result
        return result

    def _evaluate(self, flag: dict[str, Any]) -> Outcome:
        filters = flag["filters"]
        if not flag["active"]:
            return Outcome(False, None, "flag_disabled")
        level = filters.get("aggregation_group_type_index")
        if level is not None and level not in self.group_keys:
            return Outcome(False, None, "no_group_type")
        enrolment = self.user.person_properties.get(f"$feature_enrollment/{flag['key']}")
        if filters.get("feature_enrollment") and enrolment is not None:
            is_in = str(enrolment).lower() == "true"
            return Outcome(is_in, None, "super_condition_value")
        if held := self._holdout(filters):
            return held
        if self._has_missing_dependency(flag):
            return Outcome(False, None, "missing_dependency")
        return self._conditions(flag, level)

    def _holdout(self, filters: dict[str, Any]) -> Outcome | None:
        holdout = filters.get("holdout")
        if not holdout:
            return None
        excluded = holdout.get("exclusion_percentage") or 0
        identifier = self.user.hash_id or self.user.distinct_id
        if excluded >= 100 or portion(f"holdout-{identifier}") <= excluded / 100:
            return Outcome(True, f"holdout-{holdout['id']}", "holdout_condition_value")
        return None

    def _conditions(self, flag: dict[str, Any], level: int | None) -> Outcome:
        filters, best = flag["filters"], "no_condition_match"
        for index, condition in enumerate(filters.get("groups") or []):
            group = condition.get("aggregation_group_type_index", level)
            if group is not None and group not in self.group_keys:
                best = _better(best, "no_group_type")
                continue
            if not all(self._meets(one, group) for one in condition.get("properties") or []):
                continue
            identifier = self._identifier(flag, group)
            if self._is_rolled_out(flag, condition, identifier):
                return self._matched(flag, condition, identifier, index)
            best = _better(best, "out_of_rollout_bound")
            if filters.get("early_exit"):
                return Outcome(False, None, "out_of_rollout_bound", index)
        return Outcome(False, None, best)

    def _matched(self, flag: dict[str, Any], condition: dict[str, Any], identifier: str | None, index: int) -> Outcome:
        variants = (flag["filters"].get("multivariate") or {}).get("variants") or []
        chosen = condition.get("variant")
        if chosen not in {variant["key"] for variant in variants}:
            chosen = variant_of(flag["key"], variants, identifier or "")
        return Outcome(True, chosen, "condition_match", index)

    def _identifier(self, flag: dict[str, Any], group: int | None) -> str | None:
        if group is not None:
            return self.group_keys[group]
        if flag.get("bucketing_identifier") == "device_id":
            return self.user.device_id
        if flag.get("ensure_experience_continuity") and self.user.hash_id:
            return self.user.hash_id
        return self.user.distinct_id

    def _is_rolled_out(self, flag: dict[str, Any], condition: dict[str, Any], identifier: str | None) -> bool:
        percentage = condition.get("rollout_percentage")
        if percentage is None or percentage >= 100:
            return True
        if identifier is None:
            return False
        place = portion(f"{flag['key']}.{identifier}") if identifier else 0.0
        return place <= percentage / 100

    # Properties

    def _meets(self, condition: dict[str, Any], group: int | None) -> bool:
        kind = condition.get("type", "person")
        if kind == "flag":
            return self._depends(condition)
        if kind == "cohort":
            return self._in_cohort(condition)
        properties = self.user.person_properties
        if kind == "group" or group is not None:
            properties = self.user.group_properties.get(group if group is not None else -1, {})
        is_met = matches(condition, properties, self.project.timezone, self.now)
        return is_met != bool(condition.get("negation"))

    def _depends(self, condition: dict[str, Any]) -> bool:
        flag, wanted = self._dependency(condition), condition.get("value")
        # What the caller does not get is off for what depends on it.
        value = (self.is_available(flag) and self.outcome(flag).value) if flag else None
        if value is None:
            return False
        if isinstance(wanted, bool):
            return bool(value) is wanted
        return isinstance(wanted, str) and value == wanted

    def _dependency(self, condition: dict[str, Any]) -> dict[str, Any] | None:
        key = str(condition.get("key"))
        flag = self.project.flags.get(int(key)) if key.isdigit() else None
        return flag if flag and not flag["deleted"] else None

    def _has_missing_dependency(self, flag: dict[str, Any]) -> bool:
        conditions = [one for group in flag["filters"].get("groups") or [] for one in group.get("properties") or []]
        flags = [self._dependency(one) for one in conditions if one.get("type") == "flag"]
        return any(one is None or self.outcome(one).code == "missing_dependency" for one in flags)

    def _in_cohort(self, condition: dict[str, Any]) -> bool:
        from posthog_server.cohorts import is_member

        is_in = is_member(self.project, int(condition["value"]), self.user, self.now)
        is_negative = condition.get("operator") == "not_in" or bool(condition.get("negation"))
        return is_in != is_negative


def variant_of(key: str, variants: list[dict[str, Any]], identifier: str) -> str | None:
    """Half-open ranges in the listed order."""
    place = portion(f"{key}.{identifier}variant") if identifier else 0.0
    low = 0.0
    for variant in variants:
        high = low + (variant.get("rollout_percentage") or 0) / 100
        if low <= place < high:
            return variant["key"]
        low = high
    return None


def payload_of(flag: dict[str, Any], outcome: Outcome) -> str | None:
    if not outcome.enabled:
        return None
    payloads = flag["filters"].get("payloads") or {}
    return payloads.get(outcome.variant or "true")


def _better(one: str, other: str) -> str:
    return max(one, other, key=_PRIORITY.index)

"""Creating and changing flags: keys, versions, conflicts and what may not be deleted."""

import re
from datetime import UTC, datetime
from typing import Any

from posthog_server.errors import ApiError, invalid, not_found, required
from posthog_server.flags.activity import note
from posthog_server.flags.filter_rules import check_filters, dependencies
from posthog_server.private_api import iso
from posthog_server.project import Project

_KEY = re.compile(r"[a-zA-Z0-9_-]+")
_RUNTIMES = ("server", "client", "all")
_BUCKETS = ("distinct_id", "device_id")
_FLAGS = ("active", "archived", "deleted", "ensure_experience_continuity", "is_remote_configuration")
_FLAGS += ("has_encrypted_payloads",)
WRITABLE = ("key", "name", "filters", *_FLAGS, "tags", "evaluation_contexts", "evaluation_runtime")
WRITABLE += ("bucketing_identifier",)

Flag = dict[str, Any]


def user(name: str) -> dict[str, Any]:
    return {"id": 1, "uuid": "00000000-0000-0000-0000-000000000001", "first_name": name, "email": "tests@example.org"}


def create(project: Project, body: dict[str, Any], number: int, by: str) -> Flag:
    if not body.get("key"):
        raise required("key")
    now = iso(datetime.now(UTC))
    filters = body.get("filters") if body.get("filters") is not None else {}
    if body.get("is_remote_configuration") and isinstance(filters, dict) and not filters.get("groups"):
        filters = filters | {"groups": [{"properties": [], "rollout_percentage": 100}]}
    flag: Flag = {
        "id": number,
        "key": "",
        "name": "",
        "filters": {},
        "active": True,
        "archived": False,
        "deleted": False,
        "version": 1,
        "last_modified_by": user(by),
        "created_by": user(by),
        "created_at": now,
        "updated_at": now,
        "ensure_experience_continuity": False,
        "tags": [],
        "evaluation_contexts": [],
        "is_remote_configuration": False,
        "has_encrypted_payloads": False,
        "evaluation_runtime": "all",
        "bucketing_identifier": "distinct_id",
        "last_called_at": None,
        "history": {},
        "activity": [],
    }
    changes = {name: body[name] for name in WRITABLE if name in body} | {"filters": filters}
    if "evaluation_tags" in body:
        changes.setdefault("evaluation_contexts", body["evaluation_tags"])
    _check(project, flag, changes, is_new=True)
    flag |= changes
    project.flags[number] = flag
    note(flag, "created", by, [])
    return flag


def update(project: Project, flag: Flag, body: dict[str, Any], by: str) -> Flag:
    """One version up; of `filters` the members that are sent replace those that are stored."""
    changes = {name: body[name] for name in WRITABLE if name in body}
    if "evaluation_tags" in body:
        changes.setdefault("evaluation_contexts", body["evaluation_tags"])
    _check_conflict(flag, body, changes)
    if "filters" in changes:
        if not isinstance(changes["filters"], dict):
            raise invalid("Filters must be an object.", "filters")
        changes["filters"] = flag["filters"] | changes["filters"]
    if changes.get("deleted") and not flag["deleted"]:
        _check_deletion(project, flag)
    _check(project, flag, changes, is_new=False)
    before = {name: flag[name] for name in changes}
    flag["history"][flag["version"]] = {name: flag[name] for name in (*WRITABLE, "version", "updated_at")}
    flag |= changes
    flag["version"] += 1
    flag["updated_at"] = iso(datetime.now(UTC))
    flag["last_modified_by"] = user(by)
    note(flag, _verb(changes, before), by, [(name, before[name], flag[name]) for name in changes])
    return flag


def _verb(changes: dict[str, Any], before: dict[str, Any]) -> str:
    if changes.get("deleted") and not before.get("deleted"):
        return "deleted"
    return "updated"


def find(project: Project, text: str, with_key: bool = False) -> Flag:
    """By id, soft-deleted ones too; by key only where the route takes one."""
    if text.isdigit() and int(text) in project.flags:
        return project.flags[int(text)]
    if with_key:
        for flag in project.flags.values():
            if flag["key"] == text and not flag["deleted"]:
                return flag
    raise not_found("No FeatureFlag matches the given query." if not text.isdigit() else "Not found.")


def _check(project: Project, flag: Flag, changes: dict[str, Any], is_new: bool) -> None:
    for name in _FLAGS:
        if name in changes and not isinstance(changes[name], bool):
            raise invalid("Must be a valid boolean.", name)
    if "key" in changes:
        _check_key(project, changes["key"], flag["id"])
    for name, allowed in (("evaluation_runtime", _RUNTIMES), ("bucketing_identifier", _BUCKETS)):
        if changes.get(name) is not None and changes[name] not in allowed:
            raise ApiError(400, "invalid_choice", f'"{changes[name]}" is not a valid choice.', name)
    for name, most in (("tags", None), ("evaluation_contexts", 50)):
        if name in changes:
            _check_texts(changes[name], name, most)
    if "tags" in changes:
        changes["tags"] = list(dict.fromkeys(tag.strip().lower() for tag in changes["tags"]))
    if "filters" in changes:
        changes["filters"] = check_filters(project, changes["filters"], flag["id"], is_new)
    after = flag | changes
    if after["archived"] and after["active"]:
        raise invalid("An archived flag must be disabled.", "archived")
    if after["bucketing_identifier"] == "device_id" and after["ensure_experience_continuity"]:
        raise invalid("Experience continuity cannot be used with device bucketing.", "bucketing_identifier")
    if after["has_encrypted_payloads"] and not after["is_remote_configuration"]:
        raise invalid("Only remote configuration flags can have encrypted payloads.", "has_encrypted_payloads")


def _check_key(project: Project, key: Any, own_id: int) -> None:
    if not isinstance(key, str) or not key:
        raise ApiError(400, "blank", "This field may not be blank.", "key")
    if len(key) > 400:
        raise ApiError(400, "max_length", "Ensure this field has no more than 400 characters.", "key")
    if not _KEY.fullmatch(key):
        raise ApiError(400, "invalid_key", "Only letters, numbers, hyphens (-) & underscores (_) are allowed.", "key")
    for other in project.flags.values():
        if other["key"] != key or other["id"] == own_id:
            continue
        if not other["deleted"]:
            raise ApiError(400, "unique", "There is already a feature flag with this key.", "key")
        other["key"] = f"{key}:deleted:{other['id']}"


def _check_texts(value: Any, name: str, most: int | None) -> None:
    if not isinstance(value, list) or not all(isinstance(one, str) and len(one) <= 255 for one in value):
        raise invalid("Expected a list of texts of at most 255 characters.", name)
    if most and len(value) > most:
        raise invalid(f"Ensure this field has no more than {most} elements.", name)


def _check_deletion(project: Project, flag: Flag) -> None:
    dependents = dependents_of(project, flag)
    if dependents:
        names = ", ".join(f"{one['key']} (ID: {one['id']})" for one in dependents)
        raise invalid(f"Cannot delete this feature flag because other flags depend on it: {names}", "deleted")


def dependents_of(project: Project, flag: Flag) -> list[Flag]:
    return [one for one in project.flags.values() if not one["deleted"] and flag["id"] in dependencies(one["filters"])]


def _check_conflict(flag: Flag, body: dict[str, Any], changes: dict[str, Any]) -> None:
    """Only with `version` and `original_flag`, and only when the same field was changed by both."""
    version, original = body.get("version"), body.get("original_flag")
    if version is None or not isinstance(original, dict) or version == flag["version"]:
        return
    clashing = [name for name in changes if name in original and original[name] != flag.get(name)]
    if clashing:
        detail = (
            f"The feature flag was updated by {flag['last_modified_by']['email']} since you started editing it. "
            "Please refresh and try again."
        )
        raise ApiError(409, "conflict", detail, type_name="server_error")

"""A flag as the private API shows it."""

from typing import Any

from posthog_server.flags.filter_rules import dependencies
from posthog_server.project import Project

_HIDDEN = ("history", "activity")


def shown(flag: dict[str, Any]) -> dict[str, Any]:
    body = {name: value for name, value in flag.items() if name not in _HIDDEN}
    return body | {
        "status": status(flag)["status"].upper() if not flag["deleted"] else "DELETED",
        "experiment_set": [],
        "experiment_set_metadata": [],
        "surveys": None,
        "features": None,
        "rollout_percentage": None,
        "is_simple_flag": _is_simple(flag),
        "can_edit": True,
        "evaluation_tags": flag["evaluation_contexts"],
        "usage_dashboard": None,
        "analytics_dashboards": [],
        "has_enriched_analytics": False,
        "user_access_level": "manager",
        "creation_context": "feature_flags",
        "is_used_in_replay_settings": False,
        "is_eligible_for_experiment": True,
    }


def _is_simple(flag: dict[str, Any]) -> bool:
    groups = flag["filters"].get("groups") or []
    return len(groups) == 1 and not groups[0]["properties"]


def status(flag: dict[str, Any]) -> dict[str, Any]:
    """`active`, `archived`, `deleted`, with the rollout of the whole flag."""
    groups = flag["filters"].get("groups") or []
    variants = (flag["filters"].get("multivariate") or {}).get("variants") or []
    percentages = [100 if one.get("rollout_percentage") is None else one["rollout_percentage"] for one in groups]
    has_conditions = any(one["properties"] for one in groups)
    open_to_all = any(
        not one["properties"] and (one.get("rollout_percentage") is None or one["rollout_percentage"] >= 100)
        for one in groups
    )
    name = "deleted" if flag["deleted"] else "archived" if flag["archived"] else "active"
    return {
        "status": name,
        "reason": f"Flag is {name}",
        "reason_states_rollout": False,
        "rollout": {
            "effectively_full_rollout": open_to_all and not variants,
            "has_targeting_conditions": has_conditions,
            "max_rollout_percentage": max(percentages, default=None),
            "is_multivariate": bool(variants),
        },
    }


def kind(flag: dict[str, Any]) -> str:
    if flag["is_remote_configuration"]:
        return "remote_config"
    return "multivariant" if (flag["filters"].get("multivariate") or {}).get("variants") else "boolean"


def for_definitions(project: Project, flag: dict[str, Any]) -> dict[str, Any]:
    """Dependencies by key, with the flags to evaluate before, in order."""
    filters = flag["filters"] | {"groups": [_with_keys(project, one) for one in flag["filters"].get("groups") or []]}
    return {
        "id": flag["id"],
        "team_id": project.id,
        "name": flag["name"],
        "key": flag["key"],
        "filters": filters,
        "deleted": flag["deleted"],
        "active": flag["active"],
        "ensure_experience_continuity": flag["ensure_experience_continuity"],
        "version": flag["version"],
        "evaluation_runtime": flag["evaluation_runtime"],
        "bucketing_identifier": flag["bucketing_identifier"],
        "evaluation_contexts": flag["evaluation_contexts"],
        "has_experiment": False,
    }


def _with_keys(project: Project, group: dict[str, Any]) -> dict[str, Any]:
    properties = []
    for entry in group.get("properties") or []:
        target = project.flags.get(int(entry["key"])) if entry["type"] == "flag" and entry["key"].isdigit() else None
        if target:
            entry = entry | {"key": target["key"], "dependency_chain": chain(project, target)}
        properties.append(entry)
    return group | {"properties": properties}


def chain(project: Project, flag: dict[str, Any]) -> list[str]:
    """Keys in the order of evaluation, the flag itself last; empty when they go in a circle."""
    order: list[str] = []

    def visit(one: dict[str, Any], above: tuple[int, ...]) -> bool:
        if one["id"] in above:
            return False
        for number in dependencies(one["filters"]):
            target = project.flags.get(number)
            if target and not visit(target, (*above, one["id"])):
                return False
        if one["key"] not in order:
            order.append(one["key"])
        return True

    return order if visit(flag, ()) else []

"""A project as the private API shows one: briefly in lists, with its settings by itself."""

from typing import Any

from posthog_server.private_api import iso
from posthog_server.project import Project


def listed(project: Project) -> dict[str, Any]:
    return {
        "id": project.id,
        "uuid": project.uuid,
        "organization": project.organization.id,
        "api_token": project.token,
        "name": project.name,
        "completed_snippet_onboarding": project.storage.stored > 0,
        "has_completed_onboarding_for": None,
        "ingested_event": project.storage.stored > 0,
        "is_demo": project.is_demo,
        "timezone": project.timezone,
        "access_control": False,
    }


def shown(project: Project, group_types: list[dict[str, Any]]) -> dict[str, Any]:
    created_at = iso(project.created_at)
    return listed(project) | {
        "product_description": None,
        "created_at": created_at,
        "updated_at": created_at,
        "effective_membership_level": 15,
        "has_group_types": bool(group_types),
        "group_types": group_types,
        "live_events_token": None,
        "app_urls": [],
        "slack_incoming_webhook": None,
        "anonymize_ips": project.anonymizes_addresses,
        "test_account_filters": [],
        "week_start_day": None,
        "primary_dashboard": None,
        "person_on_events_querying_enabled": True,
        "default_modifiers": {"personsOnEventsMode": project.persons_mode},
        "product_intents": [],
        "flags_persistence_default": False,
        "secret_api_token": project.secret,
        "secret_api_token_backup": None,
    }

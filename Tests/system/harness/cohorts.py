"""Cohorts on a tested gateway."""

from typing import Any

import httpx

from harness import credentials
from harness.events import unique
from harness.flags import define, only
from harness.waiting import eventually


def cohort_form(*values: dict[str, Any], **others: Any) -> dict[str, Any]:
    """What is sent to make a cohort of everybody whom all the values fit."""
    return {"name": unique("Cohort"), "filters": {"properties": {"type": "AND", "values": list(values)}}} | others


def make_cohort(client: httpx.Client, *values: dict[str, Any], **others: Any) -> dict[str, Any]:
    """The cohort as it is stored."""
    response = client.post("/api/cohorts", json=cohort_form(*values, **others))
    assert response.status_code == 201, response.text
    return response.json()["cohort"]


def cohort_path(cohort: dict[str, Any]) -> str:
    return f"/api/cohorts/{cohort['id']}"


def stored_cohort(client: httpx.Client, cohort: dict[str, Any]) -> dict[str, Any]:
    """As it is now."""
    response = client.get(cohort_path(cohort))
    assert response.status_code == 200, response.text
    return response.json()["cohort"]


def change_members(client: httpx.Client, cohort: dict[str, Any], **members: list[str]) -> dict[str, Any]:
    """Adds and removes distinct ids of a static cohort."""
    response = client.post(f"{cohort_path(cohort)}/members", json=members)
    assert response.status_code == 200, response.text
    return response.json()["cohort"]


def in_cohort(number: int, operator: str = "in") -> dict[str, Any]:
    return {"key": "id", "type": "cohort", "operator": operator, "value": number}


def flag_asking_for(client: httpx.Client, cohort: dict[str, Any], operator: str = "in") -> str:
    """The key of a flag that is on for whoever is in a cohort, or `not_in` it."""
    return define(client, unique("asks"), only(in_cohort(cohort["id"], operator)))["key"]


def is_on(client: httpx.Client, key: str, user: str, **properties: Any) -> bool:
    """Whether a flag is on for a user, about whom the request tells the properties."""
    request = {"token": credentials.PROJECT, "distinct_id": user, "person_properties": properties}
    response = client.post("/flags?v=2", json=request)
    assert response.status_code == 200, response.text
    return response.json()["flags"][key]["enabled"]


def wait_for_members(client: httpx.Client, key: str, wanted: dict[str, bool]) -> None:
    """For whom a flag is on: an evaluation waits for PostHog only briefly, and then decides by what is known."""
    eventually(lambda: {user: is_on(client, key, user) for user in wanted} == wanted, f"{key} is {wanted}", 40)

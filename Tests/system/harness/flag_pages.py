"""What tests of the pages about flags do again and again."""

from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect


def save(page: Page, reason: str = "") -> Locator:
    """Opens the dialog, waits until it told who is affected, and gives it."""
    page.locator("#review").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".affected-verdict")).to_be_visible()
    if reason:
        dialog.get_by_label("Reason").fill(reason)
    return dialog


def flag_of(client: httpx.Client, key: str) -> dict[str, Any]:
    response = client.get(f"/api/flags/{key}")
    assert response.status_code == 200, response.text
    return response.json()["flag"]


def change(client: httpx.Client, key: str, **members: Any) -> dict[str, Any]:
    """Changes a flag as somebody else would."""
    tag = client.get(f"/api/flags/{key}").headers["ETag"]
    response = client.patch(f"/api/flags/{key}", json=members, headers={"If-Match": tag})
    assert response.status_code == 200, response.text
    return response.json()["flag"]


def cohort_page(cohort: dict[str, Any]) -> str:
    return f"/feature-flags/cohorts/{cohort['id']}"

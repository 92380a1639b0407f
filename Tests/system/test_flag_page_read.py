"""What is shown of flags that cannot be edited: to those who may only read, archived ones, deleted ones."""

import httpx
import pytest
from playwright.sync_api import expect

from harness import credentials
from harness.events import unique
from harness.flags import define
from harness.pages import Visit, in_both_schemes, opened

pytestmark = pytest.mark.engines("embedded", reason="the page knows no engine")


@in_both_schemes
@pytest.mark.parametrize("is_archived", [True, False])
def test_every_setting_that_decides_is_shown(visitor: Visit, admin: httpx.Client, is_archived: bool) -> None:
    key = unique("settings")
    define(
        admin,
        key,
        filters={"early_exit": True, "feature_enrollment": True, "holdout": {"id": 3, "exclusion_percentage": 10}},
        evaluation_runtime="server",
        evaluation_contexts=["mobile"],
        bucketing_identifier="device_id",
    )
    if is_archived:
        admin.post(f"/api/flags/{key}/archive", headers={"If-Match": "*"}, json={}).raise_for_status()
    page = opened(visitor, f"/feature-flag/{key}", credentials.ADMIN if is_archived else credentials.READ)
    more = page.locator("section").filter(has=page.get_by_role("heading", name="More settings"))
    for name, words in (
        ("Evaluated on", "Servers only"),
        ("Contexts", "mobile"),
        ("Bucketed by", "the device's id"),
        ("Stop at the first set whose conditions fit", "yes"),
        ("People may opt in or out themselves", "yes"),
        ("Holdout", "10\u00a0% of all users are held out"),
    ):
        expect(more.locator("dl > div").filter(has_text=name)).to_contain_text(words)
    summary = page.get_by_role("complementary", name="Summary")
    for words in ("everybody", "On or off", "Last used", "never", f"Version {2 if is_archived else 1}", "Made"):
        expect(summary).to_contain_text(words)
    visitor.check_accessibility()


def test_usual_settings_are_not_shown(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("usual")
    define(admin, key)
    page = opened(visitor, f"/feature-flag/{key}", credentials.READ)
    expect(page.get_by_role("heading", name="Who gets it")).to_be_visible()
    expect(page.get_by_role("heading", name="More settings")).to_have_count(0)


@in_both_schemes
def test_the_history_of_a_deleted_flag_is_read_from_the_audit(visitor: Visit, admin: httpx.Client) -> None:
    key, reason = unique("deleted"), unique("reason")
    define(admin, key)
    admin.delete(f"/api/flags/{key}", headers={"If-Match": "*"}, params={"reason": reason}).raise_for_status()
    visitor.expected_statuses.add(404)
    page = opened(visitor, "/audit")
    page.locator("main").get_by_role("link", name="Flags").click()
    page.locator(f'main a[href="/feature-flag/{key}/history"]').first.click()
    expect(page.locator(".flag-marks")).to_have_text("Deleted")
    expect(page.locator(".remarks")).to_have_text("This flag is deleted. Its history stays.")
    expect(page.locator(".history-row")).to_have_count(2)
    expect(page.locator(".history-row").first).to_contain_text("deleted it")
    expect(page.locator(".history-row").first).to_contain_text(reason)
    expect(page.get_by_role("button", name="Revert")).to_have_count(0)
    visitor.check_accessibility()


def test_a_key_that_never_was_has_no_history(visitor: Visit) -> None:
    visitor.expected_statuses.add(404)
    page = opened(visitor, f"/feature-flag/{unique('never')}/history")
    expect(page.locator("main")).to_contain_text("No flag has this key")
    expect(page.locator(".flag-marks")).to_have_text("")
    visitor.check_accessibility()

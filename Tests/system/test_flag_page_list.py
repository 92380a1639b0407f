"""The list of flags in a real browser, and where else flags are named."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from harness import credentials
from harness.cohorts import make_cohort
from harness.events import event, minutes_ago, send, unique
from harness.flag_pages import change, flag_of, save
from harness.flags import define, person_with, where
from harness.instance import Make
from harness.pages import HOSTILE, Visit, in_both_schemes, on_each_engine, opened, visit

pytestmark = pytest.mark.engines("embedded", reason="the page knows no engine")


def test_the_list_finds_filters_and_switches(visitor: Visit, admin: httpx.Client) -> None:
    word, tag = unique("word"), unique("tag")
    on, off = f"{word}-on", f"{word}-off"
    define(admin, on, tags=[tag], name=HOSTILE)
    define(admin, off, active=False)
    page = opened(visitor, "/feature-flags")
    visitor.page.on("dialog", lambda dialog: visitor.complaints.append(f"a dialog: {dialog.message}"))
    page.get_by_label("Find a flag").fill(word)
    rows = page.locator(".flag-row")
    expect(rows).to_have_count(2)
    expect(page).to_have_url(re.compile(f"search={word}"))
    expect(rows.filter(has_text=on)).to_contain_text("onerror=alert(1)")
    assert page.locator("main img").count() == 0
    page.get_by_role("navigation", name="State").get_by_role("link", name="Off").click()
    expect(rows).to_have_count(1)
    switch = page.get_by_role("switch", name=f"{off} is on")
    switch.press("Space")
    expect(page.locator(".list-report")).to_have_text(f"{off} is on now.")
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(switch).to_be_focused()
    assert flag_of(admin, off)["active"] is True
    change(admin, off, name="Meanwhile")
    switch.click()
    expect(page.locator(".list-report")).to_contain_text("was changed by somebody else meanwhile")
    assert flag_of(admin, off)["active"] is True
    page.reload()
    expect(page.get_by_label("Find a flag")).to_have_value(word)
    page.get_by_role("navigation", name="State").get_by_role("link", name="All").click()
    page.get_by_label("Tag", exact=True).select_option(tag)
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(on)
    visitor.check_accessibility()
    page.go_back()
    expect(rows).to_have_count(2)


def test_a_row_says_when_the_flag_was_used_and_its_key_in_the_manifest(visitor: Visit, admin: httpx.Client) -> None:
    word = unique("word")
    stored = f"{word}_u002E_new"
    define(admin, stored)
    define(admin, f"{word}-plain")
    called = {"$feature_flag": f"{word}-plain", "$feature_flag_response": True}
    send(admin, event("$feature_flag_called", unique("user"), minutes_ago(120), **called))
    page = opened(visitor, f"/feature-flags?search={word}")
    rows = page.locator(".flag-row")
    expect(rows).to_have_count(2)
    for _ in range(20):
        if rows.filter(has_text="plain").get_by_text("never used").count() == 0:
            break
        page.wait_for_timeout(500)
        page.reload()
        expect(rows).to_have_count(2)
    expect(rows.filter(has_text="plain").locator(".flag-used")).to_have_text("used 2 hours ago")
    expect(rows.filter(has_text="plain")).not_to_contain_text("in the manifest")
    expect(rows.filter(has_text=stored)).to_contain_text(f"in the manifest: {word}.new")
    visitor.check_accessibility()
    page.get_by_role("link", name=stored).click()
    expect(page.locator(".page-head")).to_contain_text(f"In the manifest: {word}.new")
    visitor.check_accessibility()


def test_keys_that_no_flag_has_are_listed(browser: Browser, make_instance: Make) -> None:
    instance = make_instance()
    with instance.client(credentials.ADMIN) as client:
        define(client, "new-checkout")
        client.post("/ofrep/v1/evaluate/flags/new-chekout", json={"context": {"targetingKey": "ann"}})
        with visit(browser, instance) as visiting:
            page = opened(visiting, "/feature-flags")
            row = page.locator(".unknown-keys tbody tr")
            for _ in range(40):
                if row.count():
                    break
                page.wait_for_timeout(500)
                page.reload()
            expect(row).to_contain_text("new-chekout")
            expect(row.get_by_role("link", name="new-checkout", exact=True)).to_be_visible()
            visiting.check_accessibility()
            page.set_viewport_size({"width": 360, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            page.set_viewport_size({"width": 1360, "height": 900})
            row.get_by_role("link", name="Create").click()
            expect(page.locator("#flag-key")).to_have_value("new-chekout")


@on_each_engine
@in_both_schemes
def test_a_user_shows_the_flags_they_got(visitor: Visit, admin: httpx.Client) -> None:
    user, key = unique(), unique("got")
    define(admin, key, where("plan", "exact", ["pro"]))
    called = {"$feature_flag": key, "$feature_flag_response": True, "$feature_flag_reason": "Matched condition set 1"}
    send(admin, event("$feature_flag_called", user, minutes_ago(5), **called))
    page = opened(visitor, f"/user/{user}?tab=flags")
    row = page.locator("#tab-panel tbody tr")
    expect(row).to_contain_text(key)
    expect(row).to_contain_text("Matched condition set 1")
    expect(row).to_contain_text("No condition set matched")
    visitor.check_accessibility()
    row.get_by_role("link", name=key).click()
    expect(page).to_have_url(re.compile(f"/feature-flag/{key}$"))


@in_both_schemes
def test_the_audit_names_changes_of_flags(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("audited")
    define(admin, key, reason="For the audit")
    page = opened(visitor, "/audit?action=flag")
    row = page.get_by_role("row").filter(has_text=key)
    expect(row).to_contain_text("flag.create")
    expect(row).to_contain_text("For the audit")
    expect(page.locator("main")).not_to_contain_text("lookup.activity")
    visitor.check_accessibility()
    row.get_by_role("link", name=key).click()
    expect(page).to_have_url(re.compile(f"/feature-flag/{key}/history$"))


def test_conditions_name_cohorts_flags_and_groups_everywhere(visitor: Visit, admin: httpx.Client) -> None:
    cohort = make_cohort(admin, person_with("plan", ["pro"]))
    name, number = cohort["name"], str(cohort["id"])
    asked = define(admin, unique("asked"))
    key = unique("named")
    member = {"key": "id", "type": "cohort", "operator": "in", "value": cohort["id"]}
    other = {"key": str(asked["id"]), "type": "flag", "operator": "flag_evaluates_to", "value": True}
    define(admin, key, {"properties": [other, member], "rollout_percentage": 100})
    words = f"flag {asked['key']} evaluates to on and person is in cohort {name}"

    page = opened(visitor, f"/feature-flags?search={key}")
    expect(page.locator(".flag-rollout")).to_have_text(f"everybody where {words}")
    page.get_by_role("link", name=key).click()
    expect(page.locator(".set-words")).to_contain_text(words)
    page.get_by_role("button", name="Remove condition 2").click()
    dialog = save(page)
    expect(dialog.locator(".diff")).to_contain_text(f"person is in cohort {name}")
    dialog.get_by_role("button", name="Save the change").click()
    page.locator(".tabs").get_by_role("link", name="History").click()
    expect(page.locator(".history-row").last).to_contain_text(words)
    page.get_by_role("button", name="Revert to version 1").click()
    expect(page.get_by_role("dialog").locator(".diff")).to_contain_text(f"person is in cohort {name}")
    page.get_by_role("dialog").get_by_role("button", name="Revert").click()
    page.locator(".tabs").get_by_role("link", name="Try it").click()
    page.get_by_label("User id").fill(unique())
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.locator(".tried")).not_to_contain_text("could not be read in time")
    tried = page.get_by_role("region", name="Comparisons of set 1")
    expect(tried).to_contain_text(name)
    expect(tried.get_by_role("cell", name=number, exact=True)).to_have_count(0)


def test_a_verdict_about_somebody_unknown_says_what_is_missing(visitor: Visit, admin: httpx.Client) -> None:
    key, user = unique("tried"), unique()
    define(admin, key, where("plan", "exact", ["pro"]))
    page = opened(visitor, f"/feature-flag/{key}/playground?user={user}")
    expect(page.locator(".tried")).to_contain_text("none is known of this user")
    page.get_by_label("Properties").fill('{"plan": "pro"}')
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.locator(".verdict-card")).to_contain_text("Matched condition set 1")
    expect(page.locator(".tried")).not_to_contain_text("none is known")

"""The form of a flag in a real browser."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from harness.events import unique
from harness.flag_pages import flag_of, save
from harness.flags import define, where
from harness.pages import Visit, on_each_engine, opened

pytestmark = pytest.mark.engines("embedded", reason="the page knows no engine")


@on_each_engine
def test_each_type_of_flag_is_made_as_the_manifest_would_make_it(visitor: Visit, admin: httpx.Client) -> None:
    page = opened(visitor, "/feature-flags")
    table = [
        ("Text", "Hello", "string", "Hello"),
        ("Whole number", "42", "number", 42),
        ("Number with fraction", "10", "number", 10.0),
        ("Object", '{"columns": 3}', "object", {"columns": 3}),
    ]
    for name, text, type_name, default in table:
        key = unique("typed")
        page.get_by_role("link", name="Flags", exact=True).first.click()
        page.get_by_role("link", name="New flag").click()
        page.locator("#flag-key").fill(key)
        page.get_by_text(name, exact=True).click()
        page.get_by_label("Default", exact=True).fill(text)
        save(page).get_by_role("button", name="Create the flag").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(key)
        shown = admin.get(f"/api/flags/{key}").json()
        assert (shown["openfeature"]["type"], shown["openfeature"]["defaultValue"]) == (type_name, default)
        payload = shown["flag"]["filters"]["payloads"]["default"]
        assert payload == {"Hello": '"Hello"', "10": "10.0"}.get(text, text)


def test_variants_tell_what_is_left_and_what_is_wrong(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("variants")
    page = opened(visitor, f"/feature-flags/new?key={key}")
    expect(page.locator("#flag-key")).to_have_value(key)
    page.get_by_text("Variants", exact=True).click()
    page.get_by_label("Share of variant 1 in percent").fill("20")
    expect(page.locator(".left-over")).to_have_text(re.compile("30.% left to give away"))
    page.get_by_label("Share of variant 2 in percent").fill("90")
    expect(page.locator(".left-over")).to_have_text(re.compile("10.% too much"))
    page.get_by_label("Payload of variant 2").fill('{"hex": #0a}')
    expect(page.locator(".json-state.bad")).to_contain_text("Line 1, column 9: Expected a value")
    page.locator("#review").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Payload of variant 2")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("The shares sum to 110 %, they must sum to 100 %.")).to_be_visible()
    visitor.check_accessibility()
    page.get_by_label("Payload of variant 2").fill('{"hex": "#0a7d33"}')
    page.get_by_role("button", name="Share evenly").click()
    page.get_by_label("Key of variant 2").fill("green")
    page.get_by_label("Variant", exact=True).select_option("green")
    page.get_by_label("Rollout", exact=True).fill("100")
    save(page).get_by_role("button", name="Create the flag").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(key)
    filters = flag_of(admin, key)["filters"]
    assert [(one["key"], one["rollout_percentage"]) for one in filters["multivariate"]["variants"]] == [
        ("control", 50),
        ("green", 50),
    ]
    assert filters["payloads"] == {"green": '{"hex": "#0a7d33"}'}
    assert filters["groups"][0]["variant"] == "green"


def test_every_kind_of_condition_is_made_and_read_again(visitor: Visit, admin: httpx.Client) -> None:
    other, key = unique("other"), unique("conditions")
    define(admin, other, filters={"multivariate": {"variants": [{"key": "blue", "rollout_percentage": 100}]}})
    define(admin, key)
    staff = admin.post("/api/cohorts", json={"name": unique("staff"), "is_static": True}).json()["cohort"]
    page = opened(visitor, f"/feature-flag/{key}")
    add = page.get_by_role("button", name="Add a condition", exact=True)

    def comparing(number: int, operator: str, *values: str) -> None:
        add.click()
        page.get_by_label(f"Condition {number}: property").fill(f"property_{number}")
        page.get_by_label(f"Condition {number}: comparison").select_option(operator)
        fields = page.get_by_role("group", name=f"Condition {number}", exact=True).locator(".property-value input")
        for index, value in enumerate(values):
            fields.nth(index).fill(value)
            fields.nth(index).press("Enter")

    comparing(1, "exact", "a")
    comparing(2, "gt", "10.0")
    comparing(3, "between", "1", "2.5")
    comparing(4, "regex", "^a(b|c)$")
    comparing(5, "is_set")
    comparing(6, "semver_wildcard", "1.2.*")
    comparing(7, "is_date_before", "2026-11-20")
    comparing(8, "is_date_after")
    page.get_by_label("Condition 8: value: kind of date").select_option("ago")
    page.get_by_label("Condition 8: value: how many").fill("3")
    page.get_by_label("Condition 8: value: unit").select_option("w")
    add.click()
    page.get_by_label("Condition 9: what is compared").select_option("flag")
    page.get_by_label("Condition 9: flag").select_option(label=other)
    page.get_by_label("Condition 9: outcome").select_option(label="variant blue")
    add.click()
    page.get_by_label("Condition 10: what is compared").select_option("cohort")
    page.get_by_label("Condition 10: comparison").select_option("not_in")
    page.get_by_label("Condition 10: cohort").select_option(label=f"{staff['name']} (a list)")
    expect(page.locator(".set-words")).to_contain_text(f"is not in cohort {staff['name']}")
    visitor.check_accessibility()
    save(page).get_by_role("button", name="Save the change").click()
    expect(page.locator(".save-words")).to_have_text("Nothing is changed")
    stored = flag_of(admin, key)["filters"]["groups"][0]["properties"]
    assert [(one["operator"], one.get("value")) for one in stored] == [
        ("exact", ["a"]),
        ("gt", 10.0),
        ("between", [1, 2.5]),
        ("regex", "^a(b|c)$"),
        ("is_set", None),
        ("semver_wildcard", "1.2.*"),
        ("is_date_before", "2026-11-20"),
        ("is_date_after", "-3w"),
        ("flag_evaluates_to", "blue"),
        ("not_in", staff["id"]),
    ]
    assert stored[8]["key"] == str(flag_of(admin, other)["id"])
    page.reload()
    expect(page.get_by_label("Condition 9: outcome")).to_have_value("=blue")
    expect(page.get_by_label("Condition 2: value")).to_have_value("10.0")
    expect(page.locator(".save-words")).to_have_text("Nothing is changed")


def test_sets_are_moved_copied_and_removed_with_the_keyboard(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("order")
    define(admin, key, where("a", "exact", "1"), where("b", "exact", "2"))
    page = opened(visitor, f"/feature-flag/{key}")
    page.get_by_role("button", name="Move set 2 up").press("Enter")
    expect(page.locator(".set-words").first).to_contain_text("b is any of 2")
    expect(page.get_by_role("button", name="Move set 1 down").or_(page.locator("main"))).not_to_have_count(0)
    page.get_by_role("button", name="Copy set 1").press("Enter")
    expect(page.locator(".set")).to_have_count(3)
    expect(page.locator(".set").nth(1).get_by_label("Rollout", exact=True)).to_be_focused()
    page.get_by_role("button", name="Remove set 3").press("Enter")
    expect(page.locator(".set")).to_have_count(2)
    page.locator(".set").nth(1).get_by_label("Counted by").select_option("1")
    expect(page.locator(".set").nth(1).get_by_label("Condition 1: what is compared")).to_have_value("group")
    save(page).get_by_role("button", name="Save the change").click()
    expect(page.locator(".save-words")).to_have_text("Nothing is changed")
    groups = flag_of(admin, key)["filters"]["groups"]
    assert [one["properties"][0]["key"] for one in groups] == ["b", "b"]
    assert groups[1]["aggregation_group_type_index"] == 1
    assert groups[1]["properties"][0]["group_type_index"] == 1


def test_what_the_gateway_refuses_is_shown_at_the_field(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("refused")
    define(admin, key, where("email", "regex", "^a"))
    page = opened(visitor, f"/feature-flag/{key}")
    visitor.expected_statuses.add(400)
    page.get_by_label("Condition 1: value").fill("(")
    page.locator("#review").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("not a regular expression")
    expect(dialog.get_by_role("button", name="Save the change")).to_be_disabled()
    visitor.check_accessibility()
    dialog.get_by_role("button", name="Back to the fields").click()
    field = page.get_by_label("Condition 1: value")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".set .field-error:visible")).to_contain_text("not a regular expression")
    visitor.check_accessibility()


def test_edits_are_tried_and_kept_before_they_are_saved(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("draft")
    define(admin, key, {"properties": [], "rollout_percentage": 0})
    page = opened(visitor, f"/feature-flag/{key}")
    page.get_by_label("Rollout", exact=True).fill("100")
    page.get_by_role("link", name="Try it").click()
    page.get_by_label("Properties").fill('{"plan": "pro"}')
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.locator(".tried")).to_contain_text("Tried with your unsaved edits.")
    expect(page.locator(".verdict-line")).to_contain_text("on")
    page.get_by_role("link", name="Users", exact=True).click()
    page.go_back()
    expect(page.locator(".flag-marks")).to_contain_text("Unsaved edits")
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_label("Rollout", exact=True)).to_have_value("100")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("Rollout", exact=True)).to_have_value("0")
    assert flag_of(admin, key)["version"] == 1

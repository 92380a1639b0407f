"""The views of flags in a real browser, against the real gateway."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from harness import credentials
from harness.events import event, minutes_ago, send, unique
from harness.flags import define, where
from harness.instance import Instance
from harness.pages import Visit, in_both_schemes, on_each_engine, visit

pytestmark = pytest.mark.engines("embedded", reason="the page knows no engine")

HOSTILE = "<img src=x onerror=alert(1)>\u202e\"'&amp;"


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


def opened(visitor: Visit, path: str, token: str = credentials.ADMIN) -> Page:
    visitor.open(path)
    visitor.sign_in(token)
    return visitor.page


@pytest.fixture
def people(admin: httpx.Client) -> list[str]:
    """Users seen lately, the first of whom met an error."""
    users = [unique("person") for _ in range(4)]
    plan = unique("plan")
    send(admin, *(event("$set", user, minutes_ago(20), **{"$set": {"plan": plan}}) for user in users))
    send(admin, event("api_error", users[0], minutes_ago(10), error_type="Boom", error_message="no"))
    return [plan, *users]


@on_each_engine
@in_both_schemes
def test_a_flag_from_its_making_to_its_archive(visitor: Visit, admin: httpx.Client, people: list[str]) -> None:
    plan, first, *_ = people
    key = unique("checkout")
    page = opened(visitor, "/feature-flags")
    expect(page.get_by_role("heading", name="Flags", exact=True)).to_be_visible()
    visitor.check_accessibility()

    page.get_by_role("link", name="New flag").click()
    expect(page.locator("#flag-key")).to_be_focused()
    visitor.check_accessibility()
    page.locator("#flag-key").fill("not a key")
    expect(page.get_by_text("Letters, digits, - and _ only, at most 400.")).to_be_visible()
    page.locator("#flag-key").fill(key)
    page.get_by_label("Description").fill("A new checkout")
    page.get_by_label("Add: Tags").fill("payments,")
    page.get_by_label("Add: Tags").press("Enter")
    page.get_by_role("button", name="Add a condition", exact=True).click()
    expect(page.get_by_label("Condition 1: property")).to_be_focused()
    page.get_by_label("Condition 1: property").fill("plan")
    page.get_by_role("group", name="Condition 1: value").get_by_role("textbox").fill(plan)
    page.keyboard.press("Enter")
    page.get_by_label("Rollout", exact=True).fill("100")
    visitor.check_accessibility()
    dialog = save(page, "First step")
    expect(dialog.locator(".affected-verdict")).to_contain_text("4 of ")
    expect(dialog.locator(".affected-verdict")).to_contain_text("1 of them met errors")
    expect(dialog.locator(".transitions")).to_contain_text(re.compile(r"^4 .\s*off.*on"))
    expect(dialog.get_by_role("link").first).to_have_attribute("href", re.compile("/user/person-"))
    visitor.check_accessibility()
    dialog.get_by_role("button", name="Create the flag").click()

    expect(page).to_have_url(re.compile(f"/feature-flag/{key}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(key)
    stored = flag_of(admin, key)
    assert stored["filters"]["groups"] == [
        {
            "properties": [{"key": "plan", "type": "person", "operator": "exact", "value": [plan]}],
            "rollout_percentage": 100,
            "variant": None,
        }
    ]
    assert (stored["name"], stored["tags"], stored["active"]) == ("A new checkout", ["payments"], True)

    page.get_by_label("Rollout", exact=True).fill("0")
    expect(page.locator(".save-words")).to_have_text("1 field changed")
    dialog = save(page, "Too many errors")
    expect(dialog.locator(".diff")).to_contain_text("Condition set 1, rollout")
    expect(dialog.locator(".diff del")).to_have_text(re.compile(r"100.%"))
    expect(dialog.locator(".affected-verdict")).to_contain_text("4 of ")
    dialog.get_by_role("button", name="Save the change").click()
    expect(page.locator(".save-words")).to_have_text("Nothing is changed")
    assert flag_of(admin, key)["version"] == 2

    page.get_by_role("link", name="History").click()
    expect(page).to_have_url(re.compile(f"/feature-flag/{key}/history$"))
    expect(page.locator(".history-row")).to_have_count(2)
    expect(page.locator(".history-row").first).to_contain_text("Too many errors")
    expect(page.locator(".history-row").last).to_contain_text("admin-token created it")
    visitor.check_accessibility()
    page.get_by_role("button", name="Revert to version 1").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".diff ins")).to_have_text(re.compile(r"100.%"))
    visitor.check_accessibility()
    dialog.get_by_label("Reason").fill("It was fine")
    dialog.get_by_role("button", name="Revert").click()
    expect(page.locator(".history-row")).to_have_count(3)
    expect(page.locator(".history-row").first).to_contain_text("It was fine")
    assert flag_of(admin, key)["filters"]["groups"][0]["rollout_percentage"] == 100

    page.get_by_role("link", name="Try it").click()
    page.get_by_label("User id").fill(first)
    page.get_by_role("button", name="Try", exact=True).click()
    verdict = page.locator(".verdict-card")
    expect(verdict).to_contain_text("Matched condition set 1")
    row = verdict.get_by_role("row").nth(1)
    expect(row).to_contain_text("plan")
    expect(row).to_contain_text("is any of")
    expect(row).to_contain_text(plan)
    expect(row).to_contain_text("fits")
    visitor.check_accessibility()
    page.reload()
    expect(page.locator(".verdict-card")).to_contain_text("Matched condition set 1")

    page.get_by_role("button", name="Archive").click()
    visitor.check_accessibility()
    page.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(page.locator(".flag-marks")).to_have_text("Archived")
    assert flag_of(admin, key)["archived"] is True
    page.get_by_role("link", name="Settings").click()
    expect(page.locator("#review")).to_have_count(0)
    visitor.check_accessibility()
    page.get_by_role("button", name="Restore").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    expect(page.locator(".flag-marks")).to_have_text("Off")
    assert flag_of(admin, key)["archived"] is False
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/feature-flags$"))
    assert admin.get(f"/api/flags/{key}").status_code == 404


@on_each_engine
@in_both_schemes
def test_a_stale_edit_shows_theirs_and_yours(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("stale")
    define(admin, key, name="Before")
    page = opened(visitor, f"/feature-flag/{key}")
    page.get_by_label("Rollout", exact=True).fill("40")
    page.get_by_label("Name in OpenFeature").fill("Mine")
    change(admin, key, active=False, name="Theirs", filters={"groups": [{"properties": [], "rollout_percentage": 70}]})
    visitor.expected_statuses.add(412)
    save(page).get_by_role("button", name="Save the change").click()
    dialog = page.get_by_role("dialog", name="Somebody else changed this flag")
    rows = dialog.locator(".conflict-table tbody tr")
    expect(rows.filter(has_text="State")).to_contain_text("only they changed it")
    expect(rows.filter(has_text="Description")).to_contain_text("both changed it")
    expect(rows.filter(has_text="Condition sets")).to_contain_text(re.compile(r"70.%.*40.%", re.DOTALL))
    visitor.check_accessibility()
    dialog.get_by_role("button", name="Keep editing").click()
    assert flag_of(admin, key)["version"] == 2

    save(page).get_by_role("button", name="Save the change").click()
    dialog.get_by_role("button", name="Save mine on top").click()
    expect(dialog).to_have_count(0)
    stored = flag_of(admin, key)
    assert (stored["active"], stored["filters"]["groups"][0]["rollout_percentage"]) == (False, 40)
    assert stored["name"] == 'Before\n\nOpenFeature name: "Mine"'

    page.get_by_label("Rollout", exact=True).fill("1")
    change(admin, key, filters={"groups": [{"properties": [], "rollout_percentage": 2}]})
    save(page).get_by_role("button", name="Save the change").click()
    dialog.get_by_role("button", name="Take theirs").click()
    expect(page.get_by_label("Rollout", exact=True)).to_have_value("2")
    expect(page.locator(".save-words")).to_have_text("Nothing is changed")


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


def test_keys_that_no_flag_has_are_listed(browser: Browser, make_instance) -> None:
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


def test_a_reader_is_offered_nothing_to_change(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("read")
    define(admin, key, where("plan", "exact", "pro"), name="To read")
    page = opened(visitor, f"/feature-flags?search={key}", credentials.READ)
    expect(page.locator(".flag-row")).to_have_count(1)
    expect(page.get_by_role("switch")).to_have_count(0)
    expect(page.get_by_role("link", name="New flag")).to_have_count(0)
    page.get_by_role("link", name=key).click()
    expect(page.locator(".flag-part")).to_contain_text("everybody where plan is any of pro")
    for name in ("Archive", "Delete", "Review and save", "Restore"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    assert page.locator("main input, main textarea, main select").count() == 0
    visitor.check_accessibility()
    page.get_by_role("link", name="History").click()
    expect(page.locator(".history-row")).to_have_count(1)
    page.get_by_role("link", name="Try it").click()
    page.get_by_label("Properties").fill('{"plan": "pro"}')
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.locator(".verdict-line")).to_contain_text("on")
    visitor.open("/feature-flags/new")
    expect(page.locator("main")).to_contain_text("This sign-in may not create flags")


@in_both_schemes
def test_a_writer_without_lookup_saves_without_being_told_who_is_affected(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("writer")
    define(admin, key, where("email", "regex", "^a"))
    page = opened(visitor, f"/feature-flag/{key}", credentials.WRITE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Rollout", exact=True).fill("40")
    page.get_by_label("Condition 1: value").fill("(")
    page.locator("#review").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".affected")).to_contain_text("only to sign-ins with the lookup capability")
    expect(dialog.locator(".diff")).to_contain_text("Condition set 1, rollout")
    visitor.check_accessibility()
    visitor.expected_statuses.add(400)
    dialog.get_by_role("button", name="Save the change").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not a regular expression")
    dialog.get_by_role("button", name="Back to the fields").click()
    page.get_by_label("Condition 1: value").fill("^b")
    page.locator("#review").click()
    dialog.get_by_role("button", name="Save the change").click()
    expect(page.locator(".save-words")).to_have_text("Nothing is changed")
    assert flag_of(admin, key)["filters"]["groups"][0]["rollout_percentage"] == 40
    assert not any("affected" in url.rsplit("/", 1)[-1] and "/api/" in url for url in asked)


@in_both_schemes
def test_a_flag_that_is_not_there_can_be_made(visitor: Visit) -> None:
    visitor.expected_statuses.add(404)
    key = unique("absent")
    page = opened(visitor, f"/feature-flag/{key}")
    expect(page.locator("main")).to_contain_text("No flag has this key")
    visitor.check_accessibility()
    page.get_by_role("link", name="Create it").click()
    expect(page.locator("#flag-key")).to_have_value(key)


@pytest.mark.parametrize("width", [320, 360, 768])
def test_narrow_windows_need_no_sideways_scrolling(
    browser: Browser, shared: Instance, admin: httpx.Client, width: int
) -> None:
    key = unique("narrow")
    define(admin, key, where("email", "icontains", "x"), where("signed_up", "is_date_after", "-30d"))
    with visit(browser, shared, viewport={"width": width, "height": 700}) as visiting:
        page = opened(visiting, f"/feature-flags?search={key}")
        expect(page.locator(".flag-row")).to_have_count(1)
        for path, shown in (
            (None, ".flag-row"),
            ("", ".set"),
            ("/history", ".history-row"),
            ("/playground", "#try-user"),
        ):
            if path is not None:
                visiting.open(f"/feature-flag/{key}{path}")
            expect(page.locator(shown).first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            visiting.check_accessibility()


def test_nothing_moves_while_a_view_of_flags_loads(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("steady")
    define(admin, key, where("plan", "exact", "pro"))
    opened(visitor, "/")
    observe = """() => new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 500);
    })"""
    for path, shown in ((f"/feature-flags?search={key}", ".flag-row"), (f"/feature-flag/{key}", ".set")):
        visitor.open(path)
        expect(visitor.page.locator(shown).first).to_be_visible()
        assert visitor.page.evaluate(observe) < 0.02, path


def test_the_views_of_flags_stay_small(browser: Browser, shared: Instance, admin: httpx.Client) -> None:
    """What one flag's page loads beyond the first view, as sent: the budget of 40 kB."""
    key = unique("small")
    define(admin, key)
    sizes: dict[str, int] = {}
    with visit(browser, shared) as visiting:
        opened(visiting, "/")
        visiting.page.wait_for_load_state("networkidle")
        visiting.page.on(
            "requestfinished",
            lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}),
        )
        visiting.page.evaluate(f"history.pushState(null, '', '/feature-flag/{key}')")
        visiting.page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
        expect(visiting.page.locator(".set")).to_be_visible()
        visiting.page.wait_for_load_state("networkidle")
    files = {url: size for url, size in sizes.items() if "/api/" not in url}
    assert len(files) > 10
    assert sum(files.values()) <= 40_000, files

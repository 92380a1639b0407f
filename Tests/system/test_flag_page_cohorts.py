"""The views of cohorts in a real browser, against the real gateway."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from harness import credentials
from harness.cohorts import flag_asking_for, in_cohort, make_cohort, stored_cohort
from harness.events import unique
from harness.flag_pages import cohort_page
from harness.flags import person_with
from harness.pages import HOSTILE, Visit, in_both_schemes, opened

pytestmark = pytest.mark.engines("embedded", reason="the page knows no engine")


@in_both_schemes
def test_a_cohort_from_its_making_to_its_end(visitor: Visit, admin: httpx.Client) -> None:
    name = unique("Paying")
    other = make_cohort(admin, person_with("beta", True))
    page = opened(visitor, "/feature-flags")
    page.get_by_role("link", name="Cohorts").click()
    expect(page.get_by_role("heading", name="Cohorts", exact=True)).to_be_visible()
    expect(page.locator(".cohort-row").first).to_be_visible()
    visitor.check_accessibility()

    page.get_by_role("link", name="New cohort").click()
    expect(page.locator("#cohort-name")).to_be_focused()
    visitor.check_accessibility()
    page.locator("#review").click()
    expect(page.get_by_text("A cohort needs a name.")).to_be_visible()
    expect(page.get_by_text("Name the property.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    visitor.check_accessibility()
    page.locator("#cohort-name").fill(name)
    page.get_by_label("Condition 1: property").fill("plan")
    page.get_by_role("group", name="Condition 1: value").get_by_role("textbox").fill("pro")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add a group").click()
    group = page.get_by_role("group", name="Conditions, group 2", exact=True)
    expect(group.get_by_label("Condition 1: property")).to_be_focused()
    expect(group.get_by_label("how many must fit")).to_have_value("OR")
    group.get_by_label("Condition 1: property").fill("seats")
    group.get_by_label("Condition 1: comparison").select_option("gt")
    group.get_by_label("Condition 1: value").fill("10.0")
    group.get_by_role("button", name="Add a condition").click()
    group.get_by_label("Condition 2: what is compared").select_option("cohort")
    group.get_by_label("Condition 2: comparison").select_option("not_in")
    group.get_by_label("Condition 2: cohort").select_option(label=f"{other['name']} (by properties)")
    expect(page.locator(".flag-summary")).to_contain_text(
        f"plan is any of pro and (seats is greater than 10.0 or person is not in cohort {other['name']})"
    )
    visitor.check_accessibility()
    page.locator("#review").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".diff")).to_contain_text("seats is greater than 10.0")
    visitor.check_accessibility()
    dialog.get_by_role("button", name="Create the cohort").click()

    expect(page).to_have_url(re.compile(r"/feature-flags/cohorts/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    [cohort] = [one for one in admin.get("/api/cohorts").json()["cohorts"] if one["name"] == name]
    assert cohort["filters"]["properties"] == {
        "type": "AND",
        "values": [
            person_with("plan", ["pro"]),
            {
                "type": "OR",
                "values": [
                    person_with("seats", 10.0, "gt"),
                    {"key": "id", "type": "cohort", "operator": "not_in", "value": other["id"]},
                ],
            },
        ],
    }
    key = flag_asking_for(admin, cohort)
    page.reload()
    expect(page.locator(".save-words")).to_have_text("Nothing is changed")
    expect(page.locator(".flag-summary").get_by_role("link", name=key)).to_be_visible()
    page.get_by_label("Conditions: how many must fit", exact=True).select_option("OR")
    page.get_by_role("button", name="Remove group 2").click()
    expect(page.get_by_role("button", name="Remove condition 1")).to_be_focused()
    expect(page.locator(".save-words")).to_have_text("1 field changed")
    page.locator("#review").click()
    expect(dialog).to_contain_text("These decide by it")
    expect(dialog.get_by_role("link", name=key)).to_be_visible()
    dialog.get_by_label("Reason").fill("Simpler")
    dialog.get_by_role("button", name="Save the change").click()
    expect(page.locator(".save-words")).to_have_text("Nothing is changed")
    assert stored_cohort(admin, cohort)["filters"]["properties"] == {
        "type": "OR",
        "values": [person_with("plan", ["pro"])],
    }

    page.get_by_role("button", name="Delete").click()
    expect(dialog).to_contain_text("the gateway will refuse this")
    visitor.expected_statuses.add(409)
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog.get_by_role("alert")).to_contain_text(key)
    visitor.check_accessibility()
    dialog.get_by_role("button", name="Cancel").click()
    assert admin.delete(f"/api/flags/{key}", headers={"If-Match": "*"}).status_code == 204
    page.reload()
    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/feature-flags/cohorts$"))
    assert admin.get(f"/api/cohorts/{cohort['id']}").status_code == 404


def test_the_audit_leads_to_a_cohort(visitor: Visit, admin: httpx.Client) -> None:
    cohort = make_cohort(admin, person_with("plan", ["pro"]), reason=unique("Because"))
    page = opened(visitor, "/audit?action=cohort")
    row = page.get_by_role("row").filter(has_text="cohort.create").filter(has_text=f"Cohort {cohort['id']}")
    visitor.check_accessibility()
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(cohort["name"])


@in_both_schemes
def test_the_list_of_a_static_cohort_is_filled_and_emptied(visitor: Visit, admin: httpx.Client) -> None:
    name = unique("Staff")
    page = opened(visitor, "/feature-flags/cohorts/new")
    page.locator("#cohort-name").fill(name)
    page.get_by_text("A list", exact=True).click()
    expect(page.get_by_label("Condition 1: property")).to_have_count(0)
    page.locator("#review").click()
    page.get_by_role("dialog").get_by_role("button", name="Create the cohort").click()
    expect(page.locator(".members-told")).to_have_text("0 people are in the list.")
    add = page.get_by_role("button", name="Add to the list")
    expect(add).to_be_disabled()
    visitor.check_accessibility()
    ids = page.get_by_label("Ids of users")
    ids.fill("u" * 201)
    expect(page.locator(".field-error:visible")).to_contain_text("longer than 200 characters")
    expect(add).to_be_disabled()
    visitor.check_accessibility()
    first, second = unique("member"), unique("member")
    ids.fill(f"{first}\n{second}\r\n\n {first} ")
    add.press("Enter")
    expect(page.locator(".members-told")).to_have_text("2 people are in the list.")
    expect(page.locator(".flag-summary")).to_contain_text("A list of 2")
    expect(ids).to_be_focused()
    expect(ids).to_have_value("")
    ids.fill(first)
    page.get_by_role("button", name="Take from the list").click()
    expect(page.locator(".members-told")).to_have_text("1 person is in the list.")
    # The name is changed against the version the list left behind.
    page.locator("#cohort-name").fill(f"{name} too")
    page.locator("#review").click()
    page.get_by_role("dialog").get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name} too")
    [cohort] = [one for one in admin.get("/api/cohorts").json()["cohorts"] if one["name"] == f"{name} too"]
    assert (cohort["is_static"], cohort["count"]) == (True, 1)


@in_both_schemes
def test_the_list_says_which_flags_use_a_cohort(visitor: Visit, admin: httpx.Client) -> None:
    inner = make_cohort(admin, person_with("plan", ["pro"]), description=HOSTILE)
    outer = make_cohort(admin, in_cohort(inner["id"]))
    unused = make_cohort(admin, is_static=True)
    key = flag_asking_for(admin, inner)
    page = opened(visitor, "/feature-flags/cohorts")
    visitor.page.on("dialog", lambda dialog: visitor.complaints.append(f"a dialog: {dialog.message}"))
    find = page.get_by_label("Find a cohort")
    rows = page.locator(".cohort-row")
    find.fill(inner["name"])
    expect(rows).to_have_count(1)
    expect(rows.locator(".cohort-users")).to_contain_text(re.compile(f"used by.*{key}.*cohort {outer['name']}"))
    expect(rows).to_contain_text("onerror=alert(1)")
    assert page.locator("main img").count() == 0
    visitor.check_accessibility()
    find.fill(unused["name"].upper())
    expect(rows).to_contain_text("used by no flag")
    expect(rows).to_contain_text("A list of 0")
    expect(page).to_have_url(re.compile("search="))
    page.reload()
    expect(find).to_have_value(unused["name"].upper())
    expect(rows).to_have_count(1)
    find.fill("no such cohort anywhere")
    expect(page.locator("main")).to_contain_text("No cohort fits")
    find.fill(inner["name"])
    rows.get_by_role("link", name=key).click()
    expect(page).to_have_url(re.compile(f"/feature-flag/{key}$"))


def test_a_stale_edit_shows_theirs_and_yours(visitor: Visit, admin: httpx.Client) -> None:
    cohort = make_cohort(admin, person_with("plan", ["pro"]), description="Before")
    page = opened(visitor, cohort_page(cohort))
    page.locator("#cohort-name").fill(mine := unique("Mine"))
    theirs = {"name": cohort["name"], "description": "Theirs", "filters": {"properties": {"type": "OR", "values": []}}}
    theirs["filters"]["properties"]["values"] = [person_with("plan", ["max"])]
    changed = admin.put(f"/api/cohorts/{cohort['id']}", json=theirs, headers={"If-Match": "*"})
    assert changed.status_code == 200, changed.text
    visitor.expected_statuses.add(412)
    page.locator("#review").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Save the change").click()
    dialog = page.get_by_role("dialog", name="Somebody else changed this cohort")
    expect(dialog).to_contain_text("plan is any of max")
    expect(dialog).to_contain_text(mine)
    visitor.check_accessibility()
    dialog.get_by_role("button", name="Keep editing").click()
    assert stored_cohort(admin, cohort)["version"] == 2
    page.locator("#review").click()
    page.get_by_role("dialog").get_by_role("button", name="Save the change").click()
    dialog.get_by_role("button", name="Put mine on top").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".diff")).not_to_contain_text("plan")
    dialog.get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(mine)
    now = stored_cohort(admin, cohort)
    assert (now["name"], now["description"], now["version"]) == (mine, "Theirs", 3)
    assert now["filters"] == theirs["filters"]

    page.locator("#cohort-name").fill("Another")
    assert admin.put(f"/api/cohorts/{cohort['id']}", json=theirs, headers={"If-Match": "*"}).status_code == 200
    page.locator("#review").click()
    dialog.get_by_role("button", name="Save the change").click()
    page.get_by_role("dialog").get_by_role("button", name="Take theirs").click()
    expect(page.locator("#cohort-name")).to_have_value(cohort["name"])
    expect(page.locator(".save-words")).to_have_text("Nothing is changed")


def test_a_definition_comes_through_the_form_as_it_was(visitor: Visit, admin: httpx.Client) -> None:
    deep = {
        "type": "OR",
        "values": [{"type": "AND", "values": [person_with("n", 10.0, "gt"), person_with("email", None, "is_set")]}],
    }
    cohort = make_cohort(admin, person_with("plan", ["pro"], negation=True), deep)
    page = opened(visitor, cohort_page(cohort))
    expect(page.locator(".flag-summary")).to_contain_text(
        "not: plan is any of pro and (n is greater than 10.0 and email is known)"
    )
    expect(page.get_by_label("The opposite of this condition")).to_be_checked()
    page.get_by_label("Description").fill("Only this")
    page.locator("#review").click()
    expect(page.get_by_role("dialog").locator(".diff > div")).to_have_count(1)
    page.get_by_role("dialog").get_by_role("button", name="Save the change").click()
    expect(page.locator(".save-words")).to_have_text("Nothing is changed")
    assert stored_cohort(admin, cohort)["filters"] == cohort["filters"]
    page.get_by_label("Description").fill("Not saved")
    page.get_by_role("link", name="Users", exact=True).click()
    page.go_back()
    expect(page.get_by_label("Description")).to_have_value("Not saved")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("Description")).to_have_value("Only this")


def test_what_the_gateway_refuses_is_shown_at_the_field(visitor: Visit, admin: httpx.Client) -> None:
    cohort = make_cohort(admin, {"type": "OR", "values": [person_with("email", "^a", "regex")]})
    page = opened(visitor, cohort_page(cohort))
    visitor.expected_statuses.add(400)
    page.get_by_label("Condition 1: value").fill("(")
    page.locator("#review").click()
    page.get_by_role("dialog").get_by_role("button", name="Save the change").click()
    field = page.get_by_label("Condition 1: value")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".set .field-error:visible")).to_contain_text("not a regular expression")
    visitor.check_accessibility()


def test_a_reader_is_offered_nothing_to_change(visitor: Visit, admin: httpx.Client) -> None:
    cohort = make_cohort(admin, person_with("plan", ["pro"]))
    key = flag_asking_for(admin, cohort)
    page = opened(visitor, "/feature-flags/cohorts", credentials.READ)
    expect(page.get_by_role("link", name="New cohort")).to_have_count(0)
    page.get_by_role("link", name=cohort["name"], exact=True).click()
    expect(page.locator(".flag-part")).to_contain_text("Everybody where plan is any of pro.")
    expect(page.get_by_role("link", name=key)).to_be_visible()
    assert page.locator("main input, main textarea, main select, main button").count() == 0
    visitor.check_accessibility()
    visitor.open("/feature-flags/cohorts/new")
    expect(page.locator("main")).to_contain_text("This sign-in may not create cohorts")
    visitor.expected_statuses.add(404)
    visitor.open("/feature-flags/cohorts/987654321")
    expect(page.locator("main")).to_contain_text("There is no such cohort")
    visitor.check_accessibility()

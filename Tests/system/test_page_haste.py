"""The admin page under hurried hands: keys before answers, clicks twice, the back button, a session that ends."""

import json
import re

import httpx
import pytest
from playwright.sync_api import Route, expect

from harness.events import event, minutes_ago, send, unique
from harness.flag_pages import change, flag_of, save
from harness.flags import define
from harness.instance import Instance
from harness.pages import Visit, opened

pytestmark = pytest.mark.engines("embedded", reason="the page knows no engine")


def test_nobody_is_chosen_before_a_key_chooses(visitor: Visit, admin: httpx.Client) -> None:
    word = unique("twin")
    send(admin, event("clicked", f"{word}-a"), event("clicked", f"{word}-b"))
    page = opened(visitor, "/")
    candidates = visitor.search(word)
    expect(candidates).to_have_count(2)
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/users\?query={word}$"))
    expect(candidates.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/user/{word}-[ab]$"))


def test_enter_opens_no_candidate_of_an_earlier_text(visitor: Visit, admin: httpx.Client) -> None:
    word = unique("early")
    send(admin, event("clicked", word))
    page = opened(visitor, "/")
    expect(visitor.search(word)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.type("-other")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(f"No user matches “{word}-other”")
    expect(page).to_have_url(re.compile(rf"/users\?query={word}-other$"))


def test_a_search_that_was_given_up_is_not_busy(visitor: Visit) -> None:
    page = opened(visitor, "/")
    # Nobody answers.
    page.route("**/api/analytics/users?*", lambda route: None)
    page.locator("#search").fill(unique())
    expect(page.locator("form[aria-busy]")).to_have_count(1)
    page.locator("#search").fill("ab")
    expect(page.locator("main")).to_contain_text("Type 1 more character.")
    expect(page.locator("form[aria-busy]")).to_have_count(0)


def test_the_back_button_closes_a_dialog(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("flag")
    define(admin, key)
    page = opened(visitor, f"/feature-flags?search={key}")
    page.get_by_role("link", name=key).click()
    page.get_by_label("Description").fill("Not saved")
    save(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Flags", exact=True)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert flag_of(admin, key)["name"] == ""


def test_a_session_that_ends_in_a_dialog_leaves_the_edits(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("flag")
    define(admin, key)
    page = opened(visitor, f"/feature-flag/{key}")
    page.get_by_label("Description").fill("Written before the session ended")
    dialog = save(page)
    page.context.clear_cookies()
    dialog.get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("heading", name="Your session has ended")).to_be_visible()
    expect(dialog).to_have_count(0)
    expect(page.locator("#token")).to_be_focused()
    visitor.sign_in()
    expect(page.get_by_label("Description")).to_have_value("Written before the session ended")
    expect(page.locator("main")).to_contain_text("Your edits from before are still here")
    save(page).get_by_role("button", name="Save the change").click()
    expect(page.locator(".save-words")).to_have_text("Nothing is changed")
    assert flag_of(admin, key)["name"] == "Written before the session ended"


def test_the_focus_has_a_place_after_a_dialog_took_its_button_away(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("flag")
    define(admin, key)
    change(admin, key, name="Once more")
    page = opened(visitor, f"/feature-flag/{key}/history")
    heading = page.get_by_role("heading", level=1)
    page.get_by_role("button", name="Revert to version 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Revert").click()
    expect(page.locator(".history-row")).to_have_count(3)
    expect(heading).to_be_focused()
    page.get_by_role("button", name="Archive").click()
    page.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(page.get_by_role("button", name="Restore")).to_be_visible()
    expect(heading).to_be_focused()


@pytest.mark.parametrize(
    ("path", "field", "crumb"),
    [("/feature-flags/new", "Key", "Flags"), ("/feature-flags/cohorts/new", "Name", "Cohorts")],
)
def test_what_is_not_made_yet_waits_while_something_else_is_looked_at(
    visitor: Visit, path: str, field: str, crumb: str
) -> None:
    text = unique("made")
    page = opened(visitor, path)
    page.get_by_label(field, exact=True).fill(text)
    page.get_by_label("Description").fill("Half a sentence")
    page.locator(".crumb").get_by_role("link", name=crumb).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(crumb)
    page.go_back()
    expect(page.get_by_label(field, exact=True)).to_have_value(text)
    expect(page.get_by_label("Description")).to_have_value("Half a sentence")
    expect(page.locator(".remarks")).to_contain_text("still here, not saved")
    visitor.check_accessibility()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label(field, exact=True)).to_have_value("")
    expect(page.locator(".remarks")).to_be_empty()
    page.reload()
    expect(page.get_by_label(field, exact=True)).to_have_value("")


def test_an_untouched_form_does_not_hold_the_page_back(visitor: Visit) -> None:
    page = opened(visitor, "/feature-flags/new")
    page.on("dialog", lambda dialog: (visitor.complaints.append(f"a dialog: {dialog.type}"), dialog.accept()))
    page.get_by_role("heading", name="Basics").click()
    page.reload()
    expect(page.get_by_label("Key", exact=True)).to_be_visible()


def test_a_second_click_loads_nothing_twice(visitor: Visit, admin: httpx.Client) -> None:
    user, key = unique(), unique("flag")
    send(admin, event("clicked", user))
    for _ in range(120):
        assert admin.get("/api/analytics/user/events", params={"user_id": user, "limit": 1}).status_code == 200
    define(admin, key)
    for number in range(60):
        change(admin, key, name=f"Step {number}")
    page = opened(visitor, "/audit?action=lookup")
    for path, row, name in [
        ("/audit?action=lookup", "#main tbody tr", "td:last-child"),
        (f"/feature-flag/{key}/history", ".history-row", ".history-head > .tag"),
    ]:
        visitor.open(path)
        older = page.get_by_role("button", name="Load older")
        before = page.locator(row).count() if older.is_visible() else 0
        older.evaluate("(button) => { button.click(); button.click(); }")
        expect(page.locator(row)).not_to_have_count(before)
        page.wait_for_load_state("networkidle")
        names = page.locator(f"{row} {name}").all_inner_texts()
        assert len(names) > 50
        assert len(names) == len(set(names))


def test_following_a_user_leaves_no_gap(visitor: Visit, admin: httpx.Client) -> None:
    user = unique()
    send(admin, *(event("before", user, minutes_ago(60)) for _ in range(3)))
    page = opened(visitor, f"/user/{user}?tab=events")
    expect(page.locator("#tab-panel [data-item]")).to_have_count(3)
    send(admin, *(event("meanwhile", user, minutes_ago(10)) for _ in range(150)))
    page.get_by_role("button", name="Live").click()
    expect(page.locator(".feed-foot")).to_contain_text("100 of 153")
    page.get_by_role("button", name="Load older").click()
    expect(page.locator("#tab-panel [data-item]")).to_have_count(153)


def test_a_sign_out_that_fails_is_seen(visitor: Visit, gateway: Instance) -> None:
    page = opened(visitor, "/")
    visitor.expected_statuses.add(503)
    refusal = json.dumps({"title": "Service Unavailable", "status": 503, "detail": "not now"})
    page.route(
        "**/api/auth/session",
        lambda route: (
            route.fulfill(status=503, content_type="application/problem+json", body=refusal)
            if route.request.method == "DELETE"
            else route.continue_()
        ),
    )
    page.locator("#sign-out").click()
    expect(page.get_by_role("alert")).to_contain_text("You are still signed in: not now")
    visitor.check_accessibility()
    page.get_by_role("alert").get_by_role("button", name="Close").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_tab_one_is_on_can_be_seen_in_a_narrow_window(visitor: Visit, admin: httpx.Client) -> None:
    user = unique()
    send(admin, event("clicked", user))
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    page = opened(visitor, f"/user/{user}?tab=flags")
    tab = page.locator(".tabs a[aria-current]")
    expect(tab).to_have_text("Flags")
    expect(page.locator("#figures")).to_contain_text("Requests0")
    box = tab.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


def test_the_focus_stays_on_what_was_pressed(visitor: Visit, admin: httpx.Client) -> None:
    user, key = unique(), unique("flag")
    send(admin, event("api_error", user, error_type="broken"))
    define(admin, key)
    page = opened(visitor, f"/user/{user}")
    for name in ["Errors", "In time order", "the last 7 days", "Timeline", "Problems only"]:
        link = page.locator("main").get_by_role("link", name=name)
        link.press("Enter")
        expect(link).to_have_attribute("aria-current", re.compile("page|true"))
        expect(page.locator("#figures")).to_contain_text("Requests0")
        page.wait_for_load_state("networkidle")
        expect(link).to_be_focused()
    visitor.open(f"/feature-flag/{key}")
    link = page.locator(".tabs").get_by_role("link", name="History")
    link.press("Enter")
    expect(page.locator(".history-row")).to_have_count(1)
    expect(link).to_be_focused()


def test_what_is_typed_above_a_view_that_still_loads_stays(visitor: Visit) -> None:
    page = opened(visitor, "/audit")
    held: list[Route] = []
    page.route("**/js/flags/list.js", lambda route: held.append(route))
    page.locator(".main-nav").get_by_role("link", name="Flags").click()
    search = page.get_by_label("Find a user")
    expect(page.locator("main[data-view=flags]")).to_be_visible()
    search.press_sequentially("ab")
    held[0].continue_()
    expect(page.get_by_role("heading", name="Flags", exact=True)).to_be_visible()
    expect(search).to_have_value("ab")
    expect(search).to_be_focused()

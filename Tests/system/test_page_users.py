"""A user's page: what it says of days, problems and windows, and where it leaves its reader."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from harness import credentials
from harness.credentials import user_jwt
from harness.events import event, minutes_ago, send, unique
from harness.instance import Instance
from harness.pages import Visit, opened, visit

pytestmark = pytest.mark.engines("embedded", reason="the page knows no engine")


@pytest.fixture(scope="module")
def busy(admin: httpx.Client) -> str:
    """Somebody with one sitting of more than a day, in which every fiftieth request fails."""
    user = unique("busy")
    send(
        admin,
        *(
            event(
                "api_request",
                user,
                minutes_ago(5 * number + 1),
                request_id=f"{user}-{number}",
                endpoint="/api/x",
                status_code=500 if number % 50 == 0 else 200,
                response_time_ms=123_456_789,
            )
            for number in range(300)
        ),
    )
    return user


def test_a_session_over_midnight_says_its_days(visitor: Visit, busy: str) -> None:
    page = opened(visitor, f"/user/{busy}")
    page.get_by_role("button", name="Load older").click()
    expect(page.locator(".feed-foot")).to_have_text("300 entries")
    dates = re.findall(r"\d+ \w{3} \d{4}", page.locator(".session-when").inner_text())
    days = page.locator(".session .day").all_inner_texts()
    assert len(days) >= 2
    assert [day.split(", ")[1] for day in (days[-1], days[0])] == dates
    told = page.evaluate(
        """() => [...document.querySelectorAll(".session .day")].map((day) => [day.textContent, [...new Set(
            [...day.nextElementSibling.querySelectorAll("time")].map((time) => new Intl.DateTimeFormat("en-GB",
                { weekday: "short", day: "numeric", month: "short", year: "numeric" }).format(new Date(time.dateTime)))
        )]])"""
    )
    assert told == [[day, [day]] for day in days]
    visitor.check_accessibility()


def test_problems_are_counted_among_what_is_loaded(visitor: Visit, busy: str) -> None:
    page = opened(visitor, f"/user/{busy}?only=problems")
    expect(page.locator(".feed-foot")).to_contain_text("4 problems among the newest 200 entries")
    expect(page.locator(".session-head")).to_have_count(1)
    expect(page.locator(".session-head")).to_contain_text("200 requests · 4 failed")
    page.get_by_role("button", name="Load older").click()
    expect(page.locator(".feed-foot")).to_have_text("6 problems among 300 entries")
    expect(page.locator("#tab-panel [data-item]")).to_have_count(6)
    expect(page.locator(".session-head")).to_have_count(1)


def test_a_long_time_has_room_in_its_row(visitor: Visit, busy: str) -> None:
    page = opened(visitor, f"/user/{busy}")
    number = page.locator(".row-meta .number").first
    expect(number).to_have_text("34 h 18 min")
    assert number.evaluate("(one) => one.scrollWidth <= one.clientWidth && getComputedStyle(one).display !== 'inline'")


def test_dates_and_choices_wrap_in_a_narrow_window(browser: Browser, gateway: Instance, busy: str) -> None:
    with visit(browser, gateway, viewport={"width": 320, "height": 700}) as visiting:
        page = opened(visiting, f"/user/{busy}")
        seen = page.locator(".identity > .facts .fact-more time")
        expect(seen).to_have_count(2)
        boxes = [box for one in seen.all() if (box := one.bounding_box())]
        assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]
        visiting.open("/audit")
        expect(page.locator("tbody tr").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        visiting.check_accessibility()


def test_a_wider_window_opens_where_something_is(visitor: Visit, admin: httpx.Client) -> None:
    user = unique()
    send(admin, event("clicked", user, minutes_ago(100 * 24 * 60)))
    page = opened(visitor, f"/user/{user}")
    expect(page).to_have_url(re.compile("days=365&tab=events"))
    expect(page.locator(".remarks")).to_contain_text("so this shows the last year")
    expect(page.locator("#tab-panel [data-item]")).to_have_count(1)
    page.get_by_role("link", name="Timeline").click()
    expect(page.locator("#tab-panel")).to_contain_text("Nothing in the last 90 days")
    page.get_by_role("link", name="Show events").click()
    expect(page.locator("#tab-panel [data-item]")).to_have_count(1)
    page.get_by_role("link", name="the last 90 days").click()
    expect(page.locator("#tab-panel")).to_contain_text("Nothing in the last 90 days")
    expect(page.locator(".remarks")).to_be_empty()


@pytest.mark.parametrize("token", [credentials.READ, credentials.WRITE])
def test_a_sign_in_without_users_starts_at_the_flags(visitor: Visit, busy: str, token: str) -> None:
    page = opened(visitor, "/", token)
    expect(page.get_by_role("heading", level=1)).to_have_text("Flags")
    expect(page).to_have_url(re.compile("/feature-flags$"))
    expect(page.locator(".main-nav li")).to_have_count(1)
    for path in ("/user", f"/user/{busy}", f"/users?query={busy}"):
        visitor.open(path)
        expect(page.locator("main")).to_contain_text("needs the lookup capability")
        expect(page.get_by_role("alert")).to_have_count(0)
    visitor.check_accessibility()


def test_what_is_refused_is_said_once(visitor: Visit, busy: str) -> None:
    visitor.expected_statuses.add(403)
    page = opened(visitor, f"/user/{busy}", user_jwt(unique()))
    expect(page.get_by_role("alert")).to_contain_text("needs the capability lookup")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("alert")).to_have_count(1)
    visitor.check_accessibility()


def test_the_focus_is_on_the_heading_of_what_was_opened(visitor: Visit, busy: str) -> None:
    page = opened(visitor, "/")
    expect(visitor.search(busy)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#figures")).to_contain_text("Requests300")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("button", name="Load older").press("Enter")
    expect(page.locator(".feed-foot").get_by_text("300 entries")).to_be_focused()


def test_the_focus_survives_the_change_to_a_table(visitor: Visit, busy: str) -> None:
    page = opened(visitor, f"/request/{busy}-0")
    page.locator("#waterfall [data-row]").focus()
    page.keyboard.press("t")
    expect(page.get_by_role("button", name="Show as waterfall")).to_be_focused()


def test_back_leads_to_where_one_was(visitor: Visit, busy: str) -> None:
    page = opened(visitor, f"/user/{busy}?tab=events")
    page.get_by_role("button", name="Load older").click()
    rows = page.locator("#tab-panel [data-item]")
    expect(rows).to_have_count(200)
    rows.nth(150).locator("summary").click()
    link = rows.nth(150).get_by_role("link", name="Open request")
    link.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 1000
    link.click()
    expect(page.locator("#waterfall")).to_be_visible()
    assert page.evaluate("scrollY") == 0
    page.go_back()
    expect(link).to_be_focused()
    expect(rows).to_have_count(200)
    assert page.evaluate("scrollY") == place

    # A click would scroll to the link first.
    page.get_by_role("link", name="Slow requests").evaluate("link => link.click()")
    expect(page.locator("#tab-panel [data-kind=slow]")).to_have_count(100)
    page.evaluate("scrollTo(0, 0)")
    page.go_back()
    expect(rows).to_have_count(100)
    page.wait_for_function(
        "place => scrollY === Math.min(place, document.documentElement.scrollHeight - innerHeight)", arg=place
    )


def test_an_email_stays_out_of_files_and_addresses(visitor: Visit, admin: httpx.Client) -> None:
    mail, other, anonymous = f"{unique()}@example.org", f"{unique()}@example.org", unique("anon")
    send(
        admin,
        event("clicked", mail),
        event("clicked", anonymous),
        event("$identify", other, **{"$anon_distinct_id": anonymous}),
    )
    person = admin.get("/api/analytics/user/activity", params={"user_id": mail}).json()["person"]["person_id"]
    page = opened(visitor, "/")
    expect(visitor.search(mail)).to_have_count(1)
    expect(page).to_have_url(re.compile("/$"))
    page.keyboard.press("Enter")
    expect(page.locator("#tab-panel [data-item]")).to_have_count(1)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download as CSV").click()
    assert saved.value.suggested_filename == f"journey-{person}.csv"
    page.locator(".story-tools .button").click()
    expect(page.locator(".story-tools")).to_contain_text("Copied. It holds an email")
    page.go_back()
    expect(page).to_have_url(re.compile("/$"))
    expect(page.locator("#search")).to_have_value(mail)

    visitor.open(f"/user/{other}?tab=events&days=7")
    expect(page).to_have_url(re.compile(rf"/user/{anonymous}\?tab=events&days=7$"))
    expect(page.locator("#tab-panel [data-item]")).to_have_count(2)
    page.locator(".story-tools .button").click()
    expect(page.locator(".story-tools .icon use[href$=check2]")).to_have_count(1)
    expect(page.locator(".story-tools")).to_contain_text("Copy link")

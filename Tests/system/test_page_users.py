"""A user's page: what it says of days, problems and windows, and where it leaves its reader."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

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

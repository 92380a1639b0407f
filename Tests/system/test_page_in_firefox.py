"""The admin page in Firefox: what support and developers do most, with keys and clicks."""

from pathlib import Path

import httpx
import pytest

from harness import credentials
from harness.events import event, send
from harness.firefox import ARROW_DOWN, ENTER, Firefox, firefox
from harness.flag_pages import flag_of
from harness.instance import Instance
from harness.story import tell

pytestmark = pytest.mark.engines("embedded", reason="the page knows no engine")


def sign_in(browser: Firefox) -> None:
    browser.fill("#token", credentials.ADMIN)
    browser.click("button", "Sign in")
    browser.wait_for("#search")


def test_support_finds_out_what_happened(gateway: Instance, admin: httpx.Client, tmp_path: Path) -> None:
    story = tell(gateway)
    name = {"email": f"{story.user}@example.org", "name": f"Ann {story.user}"}
    send(admin, event("$set", story.user, story.lines[0].at, **{"$set": name}))
    with firefox(tmp_path / "firefox") as browser:
        browser.open(gateway.url)
        sign_in(browser)
        browser.fill("#search", f"{story.user}@")
        browser.wait_for("[role=option]", "by email")
        browser.press(ARROW_DOWN + ENTER)
        browser.wait_for("h1", f"Ann {story.user}")
        browser.wait_for("#summary", "6 of 36 requests")
        browser.wait_for("#figures", "n = 36")
        browser.click("[data-row]")
        for tab in ("Events", "Slow requests", "Flags", "Errors"):
            browser.click(".tabs a", tab)
            browser.wait_for(".tabs [aria-current]", tab)
        browser.click("#tab-panel summary")
        browser.click("#tab-panel a", "request")
        browser.wait_for("#waterfall [data-item]")
        browser.click("#waterfall summary")
        browser.click("a", "Audit")
        browser.wait_for("tr", story.user)


def test_a_flag_is_made_changed_and_tried(gateway: Instance, admin: httpx.Client, tmp_path: Path) -> None:
    with firefox(tmp_path / "firefox") as browser:
        browser.open(f"{gateway.url}/feature-flags")
        sign_in(browser)
        browser.click("a", "New flag")
        browser.fill("#flag-key", "in-firefox")
        browser.click("#review")
        browser.click("dialog button", "Create the flag")
        browser.wait_for("h1", "in-firefox")
        assert flag_of(admin, "in-firefox")["version"] == 1

        browser.fill("[data-focus$=-rollout]", "100")
        browser.wait_for(".save-words", "1 field changed")
        browser.click("#review")
        browser.wait_for("dialog .diff", "rollout")
        browser.click("dialog button", "Save the change")
        browser.wait_for(".save-words", "Nothing is changed")
        assert flag_of(admin, "in-firefox")["filters"]["groups"][0]["rollout_percentage"] == 100

        browser.click("a", "History")
        browser.wait_for(".history-row", "Version 2")
        browser.click("a", "Try it")
        browser.click("label", "User id")
        browser.press("anybody" + ENTER)
        browser.wait_for(".verdict-card", "on")

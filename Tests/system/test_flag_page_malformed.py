"""A flag whose stored definition cannot be read, mended in a real browser."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from harness import credentials
from harness.engine import Engine
from harness.flags import define, where
from harness.instance import Instance
from harness.pages import Visit, opened, visit
from harness.store import damage_flag

pytestmark = pytest.mark.engines("embedded", reason="only its own store can be damaged; PostHog checks what it stores")

KEY = "checkout"


WRONG = {"id": 1, "key": KEY, "filters": {"groups": [{"properties": [], "rollout_percentage": "all"}]}, "note": 10.0}


@pytest.fixture
def gateway(engine: Engine, tmp_path: Path) -> Iterator[Instance]:
    with engine.lasting_gateway(tmp_path / "gateway") as instance:
        with instance.client(credentials.ADMIN) as client:
            define(client, KEY, where("plan", "exact", "pro"), name="Before")
            define(client, "good")
        damage_flag(instance, KEY, json.dumps(WRONG))
        yield instance


@pytest.fixture
def client(gateway: Instance) -> Iterator[httpx.Client]:
    with gateway.client(credentials.ADMIN) as client:
        yield client


@pytest.fixture(params=["light", "dark"])
def visitor(request: pytest.FixtureRequest, browser: Browser, gateway: Instance) -> Iterator[Visit]:
    with visit(browser, gateway, color_scheme=request.param) as visiting:
        # Asking for the flag is answered by what is wrong with it.
        visiting.expected_statuses.add(409)
        yield visiting


def test_it_is_opened_from_the_list_and_mended(visitor: Visit, client: httpx.Client) -> None:
    page = opened(visitor, "/feature-flags?state=malformed")
    page.get_by_role("link", name=KEY).press("Enter")
    expect(page.locator(".flag-marks")).to_have_text("Malformed")
    expect(page.locator(".malformed-what")).to_contain_text("filters.groups[0].rollout_percentage")
    expect(page.locator(".malformed-what")).to_contain_text("must be a number")
    text = page.get_by_label("Definition")
    expect(text).to_have_value(re.compile('"note": 10.0'))
    expect(page.locator(".save-words")).to_have_text("As it is stored")
    visitor.check_accessibility()

    text.fill(json.dumps(WRONG).replace('"all"', "25,,"))
    expect(page.locator(".json-state.bad")).to_contain_text("Line 1, column")
    expect(page.get_by_role("button", name="Save the definition")).to_be_disabled()
    visitor.check_accessibility()
    text.fill(json.dumps(WRONG).replace('"all"', "125"))
    visitor.expected_statuses.add(400)
    page.get_by_role("button", name="Save the definition").click()
    expect(page.get_by_role("alert")).to_contain_text("filters.groups[0].rollout_percentage")
    visitor.check_accessibility()

    page.get_by_role("link", name="Users", exact=True).click()
    page.go_back()
    expect(text).to_have_value(re.compile("125"))
    text.fill(json.dumps(WRONG).replace('"all"', "25"))
    page.get_by_label("Reason").fill("Was broken by hand")
    page.get_by_role("button", name="Save the definition").press("Enter")
    expect(page.locator(".flag-marks")).to_have_text("On")
    expect(page.get_by_label("Rollout", exact=True)).to_have_value("25")
    stored = client.get(f"/api/flags/{KEY}").json()["flag"]
    assert (stored["version"], stored["filters"]["groups"][0]["rollout_percentage"]) == (2, 25)
    assert client.get("/api/flags").json()["malformed"] == []
    page.get_by_role("link", name="History").click()
    expect(page.locator(".history-row").first).to_contain_text("Was broken by hand")


def test_it_is_taken_back_from_the_history(visitor: Visit, client: httpx.Client) -> None:
    page = opened(visitor, f"/feature-flag/{KEY}")
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("link", name="Try it")).to_have_count(0)
    page.get_by_role("button", name="Revert to version 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Revert").click()
    expect(page.locator(".flag-marks")).to_have_text("On")
    expect(page.locator(".history-row")).to_have_count(2)
    expect(page.locator(".history-row").first).to_contain_text("as it is now")
    visitor.check_accessibility()
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_label("Description")).to_have_value("Before")
    assert client.get(f"/api/flags/{KEY}").json()["flag"]["name"] == "Before"


def test_text_that_is_no_json_is_shown_and_begun_anew(visitor: Visit, gateway: Instance, client: httpx.Client) -> None:
    damage_flag(gateway, KEY, '{"key": "checkout", "filters": {"groups": [')
    page = opened(visitor, f"/feature-flag/{KEY}")
    text = page.get_by_label("Definition")
    expect(text).to_have_value('{"key": "checkout", "filters": {"groups": [')
    expect(page.locator(".json-state.bad")).to_contain_text("The text ends where a value is expected")
    page.get_by_role("button", name="Begin with an empty definition").click()
    expect(text).to_be_focused()
    # Somebody else mends it meanwhile.
    tag = client.get(f"/api/flags/{KEY}").headers["ETag"]
    theirs = client.put(f"/api/flags/{KEY}", json={"key": KEY, "name": "Theirs"}, headers={"If-Match": tag})
    assert theirs.status_code == 200, theirs.text
    visitor.expected_statuses.add(412)
    page.get_by_role("button", name="Save the definition").click()
    expect(page.get_by_role("alert")).to_contain_text("The flag changed since")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_label("Description")).to_have_value("Theirs")


def test_it_is_deleted(visitor: Visit, client: httpx.Client) -> None:
    page = opened(visitor, f"/feature-flag/{KEY}")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/feature-flags$"))
    assert client.get("/api/flags").json()["malformed"] == []


def test_a_reader_sees_it_and_changes_nothing(visitor: Visit) -> None:
    page = opened(visitor, f"/feature-flag/{KEY}", credentials.READ)
    expect(page.locator(".flag-part pre")).to_contain_text('"rollout_percentage": "all"')
    assert page.locator("main textarea, main input").count() == 0
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    visitor.check_accessibility()


@pytest.mark.parametrize("width", [320, 360])
def test_a_narrow_window_needs_no_sideways_scrolling(browser: Browser, gateway: Instance, width: int) -> None:
    with visit(browser, gateway, viewport={"width": width, "height": 700}) as visiting:
        visiting.expected_statuses.add(409)
        page = opened(visiting, f"/feature-flag/{KEY}")
        expect(page.get_by_label("Definition")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        visiting.check_accessibility()


def test_it_is_archived_and_brought_back(visitor: Visit, client: httpx.Client) -> None:
    page = opened(visitor, f"/feature-flag/{KEY}")
    page.get_by_role("button", name="Archive").click()
    page.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(page.locator(".flag-marks")).to_have_text(re.compile("Malformed.*Archived"))
    expect(page.get_by_role("button", name="Archive")).to_have_count(0)
    visitor.check_accessibility()
    assert client.get("/api/flags").json()["malformed"] == []
    page.get_by_role("button", name="Restore").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    expect(page.locator(".flag-marks")).to_have_text("Malformed")
    [malformed] = client.get("/api/flags").json()["malformed"]
    assert malformed["archived"] is False

"""The views of flags and cohorts in narrow windows, while they load, and on the wire."""

import httpx
import pytest
from playwright.sync_api import Browser, expect

from harness.cohorts import make_cohort
from harness.events import event, minutes_ago, send, unique
from harness.flag_pages import cohort_page
from harness.flags import define, person_with, where
from harness.instance import Instance
from harness.pages import Visit, opened, visit

pytestmark = pytest.mark.engines("embedded", reason="the page knows no engine")


SIZE = "(element) => element.getBoundingClientRect().toJSON()"


@pytest.mark.parametrize("width", [320, 360, 768])
def test_narrow_windows_need_no_sideways_scrolling(
    browser: Browser, gateway: Instance, admin: httpx.Client, width: int
) -> None:
    key = unique("narrow")
    define(admin, key, where("email", "icontains", "x"), where("signed_up", "is_date_after", "-30d"))
    with visit(browser, gateway, viewport={"width": width, "height": 700}) as visiting:
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


def test_the_flags_of_a_user_are_stacked_in_a_narrow_window(
    browser: Browser, gateway: Instance, admin: httpx.Client
) -> None:
    user, key = unique("user"), unique("a-rather-long-key-of-a-flag")
    define(admin, key)
    called = {"$feature_flag": key, "$feature_flag_response": True, "$feature_flag_reason": "condition_match"}
    send(admin, event("$feature_flag_called", user, minutes_ago(5), **called))
    with visit(browser, gateway, viewport={"width": 380, "height": 700}) as visiting:
        page = opened(visiting, f"/user/{user}?tab=flags")
        row = page.locator("tr[data-item]")
        expect(row).to_contain_text(key)
        # One line for the key, and every column within the window.
        assert row.get_by_role("link").evaluate(SIZE)["height"] < 40
        for cell in row.locator("td").all():
            assert 0 <= cell.evaluate(SIZE)["left"] < cell.evaluate(SIZE)["right"] <= 380
            named = cell.evaluate("(element) => getComputedStyle(element, '::before').content")
            assert cell.get_attribute("data-column") in named
        visiting.check_accessibility()


def test_a_form_in_a_wide_window_shows_what_is_chosen_and_what_a_box_is_for(
    visitor: Visit, admin: httpx.Client
) -> None:
    key = unique("wide")
    define(admin, key, where("signed_up", "is_date_before", "-30d"))
    page = opened(visitor, f"/feature-flag/{key}")
    page.set_viewport_size({"width": 1280, "height": 900})
    wanted = """(select) => {
        const copy = select.cloneNode();
        copy.append(new Option(select.selectedOptions[0].text));
        copy.style.width = "auto";
        document.body.append(copy);
        const { width } = copy.getBoundingClientRect();
        copy.remove();
        return width;
    }"""
    for name in ("kind of date", "unit"):
        select = page.get_by_label(f"Condition 1: value: {name}")
        assert select.evaluate(SIZE)["width"] >= select.evaluate(wanted), name
    page.get_by_text("Variants", exact=True).click()
    expect(page.locator(".variant-heads span").filter(visible=True)).to_have_text(["Key", "Share", "Payload, if any"])
    page.get_by_text("Text", exact=True).click()
    expect(page.locator(".variant-heads span").last).to_have_text("Value")
    visitor.check_accessibility()
    page.set_viewport_size({"width": 380, "height": 900})
    assert page.locator(".variant label", has_text="Value of variant 1").evaluate(SIZE)["width"] > 50
    visitor.check_accessibility()


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


def test_the_views_of_flags_stay_small(browser: Browser, gateway: Instance, admin: httpx.Client) -> None:
    """What one flag's page loads beyond the first view, as sent: the budget of 44 kB."""
    key = unique("small")
    define(admin, key)
    sizes: dict[str, int] = {}
    with visit(browser, gateway) as visiting:
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
    assert sum(files.values()) <= 44_000, files


@pytest.mark.parametrize("width", [320, 360, 768])
def test_cohorts_in_narrow_windows_need_no_sideways_scrolling(
    browser: Browser, gateway: Instance, admin: httpx.Client, width: int
) -> None:
    cohort = make_cohort(
        admin,
        {"type": "OR", "values": [person_with("email", "x", "icontains"), person_with("day", "-3d", "is_date_after")]},
    )
    listed = make_cohort(admin, is_static=True)
    with visit(browser, gateway, viewport={"width": width, "height": 700}) as visiting:
        page = opened(visiting, f"/feature-flags/cohorts?search={cohort['name']}")
        expect(page.locator(".cohort-row")).to_have_count(1)
        for target, shown in (
            (None, ".cohort-row"),
            (cohort_page(cohort), ".set .set"),
            (cohort_page(listed), ".members-told"),
        ):
            if target is not None:
                visiting.open(target)
            expect(page.locator(shown).first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            visiting.check_accessibility()


def test_the_views_of_cohorts_stay_small(browser: Browser, gateway: Instance, admin: httpx.Client) -> None:
    """What each view loads beyond the first one, as sent: the budget of 40 kB."""
    cohort = make_cohort(admin, person_with("plan", ["pro"]))
    for target, shown in (("/feature-flags/cohorts", ".cohort-row"), (cohort_page(cohort), ".set")):
        sizes: dict[str, int] = {}
        with visit(browser, gateway) as visiting:
            opened(visiting, "/")
            visiting.page.wait_for_load_state("networkidle")
            visiting.page.on(
                "requestfinished",
                lambda request, sizes=sizes: sizes.update({request.url: request.sizes()["responseBodySize"]}),
            )
            visiting.page.evaluate(f"history.pushState(null, '', '{target}')")
            visiting.page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
            expect(visiting.page.locator(shown).first).to_be_visible()
            visiting.page.wait_for_load_state("networkidle")
        files = {url: size for url, size in sizes.items() if "/api/" not in url}
        assert len(files) > 5
        assert sum(files.values()) <= 40_000, files

"""The admin page in a real browser, against the real gateway."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from harness import credentials
from harness.credentials import user_jwt
from harness.events import event, minutes_ago, send, unique
from harness.instance import Instance, Make
from harness.pages import HOSTILE, Visit, in_both_schemes, on_each_engine, visit
from harness.story import Story, tell

pytestmark = pytest.mark.engines("embedded", reason="the page knows no engine")


@pytest.fixture(scope="module")
def story(gateway: Instance, admin: httpx.Client) -> Story:
    """A story of somebody with a name, and an error that somebody else met as well."""
    story = tell(gateway)
    send(
        admin,
        event(
            "$set",
            story.user,
            story.lines[0].at,
            **{"$set": {"email": f"{story.user}@example.org", "name": f"Ann {story.user}"}},
        ),
        event("api_error", unique(), minutes_ago(30), **story.errors[0].properties),
    )
    return story


@on_each_engine
@in_both_schemes
def test_support_finds_out_what_happened(visitor: Visit, story: Story) -> None:
    page = visitor.page
    visitor.open()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    visitor.check_accessibility()
    visitor.sign_in()

    expect(page.locator("#search")).to_be_focused()
    visitor.check_accessibility()
    candidates = visitor.search(f"{story.user}@")
    expect(candidates).to_have_count(1)
    expect(candidates.first).to_contain_text("by email")
    visitor.check_accessibility()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(f"/user/{story.user}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ann {story.user}")
    expect(page.locator("#summary")).to_contain_text("6 of 36 requests")
    figures = page.locator("#figures")
    expect(figures).to_contain_text("Requests36")
    expect(figures).to_contain_text("Failed6")
    expect(figures).to_contain_text("n = 36")
    expect(page.locator("[data-row]").first).to_be_visible()
    visitor.check_accessibility()
    page.locator("[data-row]").first.click()
    visitor.check_accessibility()

    page.get_by_role("link", name="Errors", exact=False).first.click()
    expect(page).to_have_url(re.compile("tab=errors"))
    groups = page.locator("#tab-panel [data-item]")
    expect(groups).to_have_count(2)
    expect(page.locator("#tab-panel")).to_contain_text("1 other user")
    expect(page.locator("#tab-panel")).to_contain_text("only this user")
    groups.first.locator("summary").first.click()
    visitor.check_accessibility()

    groups.first.get_by_role("link", name="request").first.click()
    expect(page).to_have_url(re.compile("/request/"))
    expect(page.locator("#waterfall")).to_be_visible()
    expect(page.locator("#waterfall [data-item]")).to_have_count(3)
    visitor.check_accessibility()
    page.locator("#waterfall summary").nth(1).click()
    expect(page.locator("#waterfall .row-body").nth(1)).to_contain_text("response_time_ms")
    visitor.check_accessibility()

    page.go_back()
    expect(page).to_have_url(re.compile("tab=errors"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ann {story.user}")


@in_both_schemes
@pytest.mark.parametrize("tab", ["", "?tab=events", "?tab=errors&view=flat", "?tab=slow", "?days=7"])
def test_each_view_has_a_link_that_survives_the_sign_in(visitor: Visit, story: Story, tab: str) -> None:
    visitor.open(f"/user/{story.user}{tab}")
    visitor.sign_in()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(f"Ann {story.user}")
    expect(visitor.page.locator("#tab-panel [data-item]").first).to_be_visible()
    visitor.check_accessibility()
    visitor.page.reload()
    expect(visitor.page.locator("#tab-panel [data-item]").first).to_be_visible()


@on_each_engine
@in_both_schemes
def test_the_chart_has_a_table_with_the_same_numbers(visitor: Visit, story: Story) -> None:
    visitor.open(f"/user/{story.user}?days=7")
    visitor.sign_in()
    page = visitor.page
    page.locator("#daily-chart").get_by_role("button", name="Show as table").click()
    table = page.locator("#daily-chart table")
    expect(table).to_be_visible()
    rows = [[int(cell) for cell in row.locator("td").all_inner_texts()] for row in table.locator("tbody tr").all()]
    assert [sum(column) for column in zip(*rows, strict=True)] == [30, 6, 6]
    visitor.check_accessibility()


@in_both_schemes
def test_the_audit_log_names_the_lookup(visitor: Visit, story: Story) -> None:
    visitor.open(f"/user/{story.user}")
    visitor.sign_in()
    expect(visitor.page.locator("#figures")).to_contain_text("Requests36")
    visitor.page.get_by_role("link", name="Audit").click()
    row = visitor.page.get_by_role("row").filter(has_text=story.user).first
    expect(row).to_contain_text("lookup.")
    expect(row).to_contain_text("allowed")
    visitor.check_accessibility()


def test_hostile_text_is_only_text(visitor: Visit, admin: httpx.Client) -> None:
    user, request = unique("hostile"), unique("request")
    send(
        admin,
        event("$set", user, **{"$set": {"name": HOSTILE, "email": HOSTILE}}),
        event(HOSTILE, user, request_id=request, **{HOSTILE: HOSTILE, "button_name": HOSTILE}),
        event("api_error", user, request_id=request, error_type=HOSTILE, error_message=HOSTILE, endpoint=HOSTILE),
    )
    visitor.page.on("dialog", lambda dialog: visitor.complaints.append(f"a dialog: {dialog.message}"))
    for path in (f"/user/{user}", f"/user/{user}?tab=errors", f"/user/{user}?tab=events", f"/request/{request}"):
        visitor.open(path)
        if visitor.page.locator("#token").or_(visitor.page.locator("[data-row]")).first.get_attribute("id") == "token":
            visitor.sign_in()
        expect(visitor.page.locator("[data-row]").first).to_be_visible()
        visitor.page.locator("[data-row]").first.click()
        expect(visitor.page.locator("main")).to_contain_text("onerror=alert(1)")
        assert visitor.page.locator("main img").count() == 0


def test_a_wrong_token_is_said_so(browser: Browser, make_instance: Make) -> None:
    with visit(browser, make_instance()) as visiting:
        visiting.open()
        visiting.page.locator("#token").fill("not-a-token-0123456789")
        visiting.page.get_by_role("button", name="Sign in").click()
        expect(visiting.page.get_by_role("alert")).to_contain_text("not known")
        visiting.check_accessibility()


def test_signing_out_leaves_nothing(visitor: Visit, story: Story) -> None:
    visitor.open(f"/user/{story.user}")
    visitor.sign_in()
    expect(visitor.page.locator("#figures")).to_contain_text("Requests36")
    visitor.page.locator("#sign-out").click()
    expect(visitor.page.locator("#token")).to_be_visible()
    assert story.user not in visitor.page.locator("main").inner_text()
    visitor.page.reload()
    expect(visitor.page.locator("#token")).to_be_visible()


@on_each_engine
def test_a_user_sees_only_themselves(visitor: Visit, story: Story, admin: httpx.Client) -> None:
    other = unique()
    send(admin, event("clicked", other))
    visitor.open("/")
    visitor.sign_in(user_jwt(story.user))
    expect(visitor.page.locator("#search")).to_have_count(0)
    visitor.page.get_by_role("link", name="Show my own activity").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(f"Ann {story.user}")
    visitor.check_accessibility()
    visitor.expected_statuses.add(403)
    visitor.open(f"/user/{other}")
    expect(visitor.page.get_by_role("alert").first).to_contain_text("Forbidden")
    visitor.check_accessibility()


@in_both_schemes
def test_unknown_things_are_said_to_be_unknown(visitor: Visit) -> None:
    visitor.expected_statuses.add(404)
    visitor.open(f"/user/{unique('nobody')}")
    visitor.sign_in()
    expect(visitor.page.locator("main")).to_contain_text("Nobody is known by this id")
    visitor.check_accessibility()
    visitor.open(f"/request/{unique('nothing')}")
    expect(visitor.page.locator("main")).to_contain_text("No event carries this request id")
    visitor.open("/no/such/view")
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    visitor.check_accessibility()


def test_insecure_mode_shows_a_banner(browser: Browser, make_instance: Make) -> None:
    with visit(browser, make_instance(INSECURE_MODE="true")) as visiting:
        visiting.open()
        expect(visiting.page.locator("#banner")).to_contain_text("Insecure mode")
        expect(visiting.page.locator("#search")).to_be_visible()
        visiting.check_accessibility()


@pytest.mark.parametrize("width", [320, 768])
def test_a_narrow_window_needs_no_sideways_scrolling(
    browser: Browser, gateway: Instance, story: Story, width: int
) -> None:
    with visit(browser, gateway, viewport={"width": width, "height": 700}) as visiting:
        visiting.open(f"/user/{story.user}")
        visiting.sign_in()
        expect(visiting.page.locator("[data-row]").first).to_be_visible()
        assert visiting.page.evaluate("document.documentElement.scrollWidth") <= width
        visiting.check_accessibility()


def test_no_gateway_is_told_and_can_be_tried_again(browser: Browser, make_instance: Make) -> None:
    instance = make_instance()
    with visit(browser, instance) as visiting:
        visiting.open()
        visiting.sign_in()
        expect(visiting.page.locator("#search")).to_be_visible()
        instance.kill_gateway()
        visiting.expected_statuses.add(502)
        visiting.open("/audit")
        expect(visiting.page.get_by_role("alert")).to_contain_text("Bad Gateway")
        visiting.check_accessibility()
        instance.start_gateway()
        instance.wait_until_ready()
        visiting.page.get_by_role("button", name="Try again").click()
        expect(visiting.page.get_by_role("heading", name="Audit")).to_be_visible()


def test_the_page_stays_small(browser: Browser, gateway: Instance) -> None:
    """All of it, as sent: the budget of 60 kB."""
    sizes: dict[str, int] = {}
    with visit(browser, gateway) as visiting:
        visiting.page.on(
            "requestfinished",
            lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}),
        )
        visiting.open()
        visiting.sign_in()
        expect(visiting.page.locator("#search")).to_be_visible()
        visiting.page.wait_for_load_state("networkidle")
    assert len(sizes) > 10
    assert sum(sizes.values()) <= 60_000, sizes
    assert credentials.ADMIN not in str(sizes)

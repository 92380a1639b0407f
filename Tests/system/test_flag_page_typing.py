"""What the form of a flag makes of values, numbers and keys while they are typed."""

import re

import httpx
import pytest
from playwright.sync_api import Locator, expect

from harness.events import unique
from harness.flags import define
from harness.pages import Visit, opened

pytestmark = pytest.mark.engines("embedded", reason="the page knows no engine")

SPLIT = {
    "variants": [
        {"key": "classic", "rollout_percentage": 80},
        {"key": "vector", "rollout_percentage": 20},
    ]
}


def expect_marked(control: Locator, text: str) -> None:
    expect(control).to_have_attribute("aria-invalid", "true")
    expect(control).to_have_accessible_description(re.compile(re.escape(text)))


def test_values_survive_the_arrow_keys_on_the_type(visitor: Visit) -> None:
    page = opened(visitor, "/feature-flags/new")
    page.get_by_text("Text", exact=True).click()
    for value in ("rouge", "bleu"):
        page.get_by_role("button", name="Add a variant").click()
        page.get_by_label(re.compile(r"^Value of variant \d$")).last.fill(value)
    page.get_by_label("Default value").fill("noir")
    values = page.get_by_label(re.compile(r"^(Value of variant \d|Default value)$"))

    def expect_values(*wanted: str) -> None:
        expect(values).to_have_count(len(wanted))
        assert [field.input_value() for field in values.all()] == list(wanted)

    page.get_by_role("radio", name="Text").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Whole number")).to_be_checked()
    expect_values("0", "0", "0")
    page.keyboard.press("ArrowLeft")
    expect_values("noir", "rouge", "bleu")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="On or off")).to_be_checked()
    expect_values()
    page.keyboard.press("ArrowRight")
    expect_values("noir", "rouge", "bleu")
    page.get_by_text("Whole number", exact=True).click()
    values.nth(1).fill("42")
    page.get_by_text("Text", exact=True).click()
    expect_values("noir", "42", "bleu")


def test_a_share_that_is_none_is_told_at_once(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("shares")
    define(admin, key, filters={"multivariate": SPLIT})
    page = opened(visitor, f"/feature-flag/{key}")
    share, left = page.get_by_label("Share of variant 1 in percent"), page.locator(".left-over")
    summary = page.get_by_role("complementary", name="Summary")
    expect(left).not_to_have_class(re.compile("bad"))
    for text, words in (("120", r"140.% is given away, 40.% too much"), ("", "A share is not a percentage")):
        share.fill(text)
        expect(left).to_have_text(re.compile(words))
        expect(left).to_have_class(re.compile("bad"))
        expect_marked(share, "From 0 to 100.")
        expect(summary).to_contain_text("classic (not a percentage), vector 20")
    visitor.check_accessibility()
    page.get_by_text("Text", exact=True).click()
    expect(left).to_have_class(re.compile("bad"))
    share.fill("80")
    expect(left).to_have_text(re.compile("All 100 % are given away"))
    expect(share).not_to_have_attribute("aria-invalid", "true")


def test_a_rollout_that_is_none_is_told_at_once(visitor: Visit, admin: httpx.Client) -> None:
    key = unique("rollout")
    define(admin, key)
    page = opened(visitor, f"/feature-flag/{key}")
    rollout = page.get_by_label("Rollout", exact=True)
    rollout.fill("")
    expect_marked(rollout, "From 0 to 100.")
    for words in (page.locator(".set-words"), page.get_by_role("complementary", name="Summary")):
        expect(words).to_contain_text("(not a percentage) of persons")
        expect(words).not_to_contain_text("everybody")
    visitor.check_accessibility()
    page.get_by_label("Set 1: rollout in percent").fill("30")
    expect(rollout).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(".set-words")).to_have_text(re.compile("^30.% of persons$"))


def test_a_key_that_is_taken_is_refused_before_the_review(visitor: Visit, admin: httpx.Client) -> None:
    taken, archived = unique("taken"), unique("archived")
    define(admin, taken)
    define(admin, archived)
    admin.post(f"/api/flags/{archived}/archive", headers={"If-Match": "*"}, json={}).raise_for_status()
    page = opened(visitor, f"/feature-flags/new?key={taken}")
    key = page.locator("#flag-key")
    expect_marked(key, "Another flag has this key.")
    key.fill(f"{taken}-2")
    expect(key).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(".save-words")).to_have_text("Ready to create")
    key.fill(archived)
    expect_marked(key, "Another flag has this key.")
    expect(page.locator(".save-words")).to_have_text("Another key is needed")
    page.locator("#review").click()
    expect(key).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    visitor.check_accessibility()

"""A real browser that reports whatever it dislikes about a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from harness import credentials
from harness.instance import Instance
from harness.web_servers import WebServer

EXECUTABLE = "/usr/bin/chromium-headless-shell"

#: How long a page may take: the first queries of a ClickHouse take seconds on a busy machine.
LONGEST_MILLISECONDS = 45_000
expect.set_options(timeout=LONGEST_MILLISECONDS)

#: Text that would do something if it were taken for a page's own.
HOSTILE = "<img src=x onerror=alert(1)>\u202e\"'&amp;"

#: Runs a test of the page twice, with light and with dark colours.
in_both_schemes = pytest.mark.parametrize("visitor", ["light", "dark"], indirect=True)

#: For the few tests of the page that are a pass through its views over the answers of each engine.
on_each_engine = pytest.mark.engines("embedded", "posthog", reason="the page over the answers of each engine")

#: Keeps what the content security policy stopped, from before the first script on.
REPORT_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


class Visit:
    """One browser window on one gateway."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        self.expected_statuses: set[int] = set()
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))
        page.on("requestfailed", lambda request: self._failed(request.url, request.failure))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        # The browser reports every refused request by itself; a test says which ones it provokes.
        if any(f"status of {status} " in message.text for status in self.expected_statuses):
            return
        self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _failed(self, url: str, failure: str | None) -> None:
        # A view that is left gives up what it was loading.
        if failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {url} {failure}")

    def open(self, path: str = "/") -> None:
        """The first question of a page is who it is; without a session that is a 401."""
        self.expected_statuses.add(401)
        self.page.goto(self.url + path)

    def sign_in(self, token: str = credentials.ADMIN) -> None:
        self.page.locator("#token").fill(token)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.locator("#token")).to_have_count(0)

    def search(self, text: str) -> Any:
        self.page.locator("#search").fill(text)
        return self.page.get_by_role("option")

    def check_accessibility(self) -> None:
        """No finding of axe on what is on the screen now."""
        results = Axe().run(self.page)
        findings = [
            f"{violation['id']}: {violation['help']}: {[node['html'][:200] for node in violation['nodes']]}"
            for violation in results.response["violations"]
        ]
        assert findings == [], findings

    def check_quiet(self) -> None:
        assert self.complaints == [], self.complaints
        assert self.page.evaluate("window.violations") == []


@contextmanager
def visit(browser: Browser, gateway: Instance | WebServer, **options: Any) -> Iterator[Visit]:
    """A window with its own cookies; fails at the end when the browser complained about anything."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Berlin", **options)
    context.set_default_timeout(LONGEST_MILLISECONDS)
    page = context.new_page()
    try:
        visiting = Visit(page, gateway.url)
        yield visiting
        visiting.check_quiet()
    finally:
        context.close()


def opened(visitor: Visit, path: str, token: str = credentials.ADMIN) -> Page:
    """Opens an address and signs in."""
    visitor.open(path)
    visitor.sign_in(token)
    return visitor.page

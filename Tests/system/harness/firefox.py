"""Firefox, told what to do by WebDriver BiDi, which it speaks without a driver: a second engine under the page."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from harness.pages import REPORT_VIOLATIONS
from harness.waiting import eventually

EXECUTABLE = "/usr/bin/firefox-esr"
LONGEST_SECONDS = 60

#: What WebDriver calls the keys that are no characters (WebDriver §17.4.2).
ENTER, ARROW_DOWN, CONTROL = "\ue007", "\ue015", "\ue009"

#: The first visible element of a selector that has a text; any white space of the page counts as a blank.
FIND = """(selector, text) => [...document.querySelectorAll(selector)].find((element) =>
    element.checkVisibility() && element.textContent.replace(/\\s+/g, " ").includes(text)) ?? null"""


class Firefox:
    """One window, whose keys and clicks are a user's."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._number = 0
        self.complaints: list[str] = []
        self._call("session.new", capabilities={})
        self._call("session.subscribe", events=["log.entryAdded"])
        self._call("script.addPreloadScript", functionDeclaration=f"() => {{{REPORT_VIOLATIONS}}}")
        self._window = self._call("browsingContext.getTree")["contexts"][0]["context"]

    def open(self, url: str) -> None:
        self._call("browsingContext.navigate", context=self._window, url=url, wait="complete")

    def evaluate(self, function: str, *arguments: str) -> Any:
        """What a function of the page returns: text, a number, a truth value or null."""
        return self._run(function, arguments).get("value")

    def wait_for(self, selector: str, text: str = "") -> None:
        eventually(lambda: self.evaluate(f"(...a) => ({FIND})(...a) !== null", selector, text), f"{selector} {text}")

    def click(self, selector: str, text: str = "") -> None:
        self.wait_for(selector, text)
        element = self._run(
            f"(...a) => {{ const found = ({FIND})(...a); found.scrollIntoView({{block: 'center'}}); return found; }}",
            (selector, text),
        )
        middle = {"type": "element", "element": {"sharedId": element["sharedId"]}}
        self._act(
            "pointer",
            {"type": "pointerMove", "x": 0, "y": 0, "origin": middle},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        )

    def press(self, keys: str) -> None:
        self._act("key", *({"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")))

    def fill(self, selector: str, text: str) -> None:
        """Types over what a field holds."""
        self.click(selector)
        control = {"value": CONTROL}
        self._act("key", {"type": "keyDown"} | control)
        self.press("a")
        self._act("key", {"type": "keyUp"} | control)
        self.press(text)

    def check_quiet(self) -> None:
        # Whatever was complained about until now comes before the answer to this.
        self._call("browsingContext.getTree")
        assert self.complaints == [], self.complaints
        assert self.evaluate("() => window.violations.join()") == ""

    def _run(self, function: str, arguments: tuple[str, ...]) -> dict[str, Any]:
        answer = self._call(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[{"type": "string", "value": argument} for argument in arguments],
            target={"context": self._window},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return answer["result"]

    def _act(self, kind: str, *actions: dict[str, Any]) -> None:
        source = {"type": kind, "id": kind, "actions": list(actions)}
        self._call("input.performActions", context=self._window, actions=[source])

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        self._connection.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._connection.recv(timeout=LONGEST_SECONDS))
            if message["type"] == "event":
                self._hear(message["params"])
            elif message["id"] == self._number:
                assert message["type"] == "success", f"{method}: {message.get('message')}"
                return message["result"]

    def _hear(self, entry: dict[str, Any]) -> None:
        if entry["level"] in ("error", "warn"):
            self.complaints.append(f"{entry['level']}: {entry['text']}")


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """A Firefox with a new profile in the directory; fails at the end when it complained about anything."""
    profile.mkdir()
    command = [EXECUTABLE, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    size = ["--width", "1360", "--height", "1000"]
    environment = os.environ | {"HOME": str(profile), "TZ": "Europe/Berlin"}
    log = profile / "log"
    with log.open("w") as output:
        process = subprocess.Popen([*command, *size], env=environment, stdout=output, stderr=output)
    try:
        address = eventually(lambda: re.search(r"BiDi listening on (ws://\S+)", log.read_text()), "Firefox listens")
        with connect(f"{address[1]}/session", max_size=None, proxy=None) as connection:
            browser = Firefox(connection)
            yield browser
            browser.check_quiet()
    finally:
        process.terminate()
        process.wait(LONGEST_SECONDS)

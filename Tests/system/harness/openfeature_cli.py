"""What the OpenFeature command line (0.4.1) does when it pulls and pushes, written down from its behaviour.

It holds every number as a 64-bit float, compares type, default and description, and leaves an empty description out.
"""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

TYPES = {
    "boolean": "boolean",
    "bool": "boolean",
    "Boolean": "boolean",
    "string": "string",
    "String": "string",
    "integer": "integer",
    "Integer": "integer",
    "float": "float",
    "Float": "float",
    "Number": "float",
    "object": "object",
    "Object": "object",
    "JSON": "object",
}

File = dict[str, dict[str, Any]]


class CommandFailed(Exception):
    """The command ends with this text on the screen."""


@dataclass
class Pushed:
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)

    @property
    def has_nothing_to_do(self) -> bool:
        return not self.created and not self.updated


def as_floats(value: Any) -> Any:
    """A value as it comes out of a decoder that knows floats only."""
    if isinstance(value, dict):
        return {name: as_floats(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [as_floats(entry) for entry in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def on_the_wire(value: Any) -> Any:
    """A value as its encoder writes it: a float without a fraction looks like an integer; members are sorted."""
    if isinstance(value, dict):
        return {name: on_the_wire(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [on_the_wire(entry) for entry in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return int(value)
    return value


class CommandLine:
    """`openfeature pull` and `push` against one gateway; `file` is the `flags` of the local manifest."""

    def __init__(self, url: str, token: str | None) -> None:
        headers = {"Accept": "application/json", "User-Agent": "openfeature-cli/sync"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        self.http = httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=30)
        self.requests: list[tuple[str, str]] = []

    def _send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        self.requests.append((method, path))
        if body is None:
            return self.http.request(method, path)
        return self.http.request(
            method, path, content=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
        )

    @staticmethod
    def _reason(response: httpx.Response) -> str:
        """The one text it takes from an error, or all of the body when that is not there."""
        try:
            return response.json()["error"]["message"]
        except (ValueError, KeyError, TypeError):
            return response.text

    def pull(self) -> File:
        response = self._send("GET", "/openfeature/v0/manifest")
        if response.status_code in (401, 403, 500):
            kind = {401: "authentication failed", 403: "authorization failed", 500: "server error"}
            raise CommandFailed(f"{kind[response.status_code]}: {self._reason(response)}")
        if response.status_code != 200 or "json" not in response.headers["Content-Type"]:
            raise CommandFailed(f"unexpected status {response.status_code}: {response.text}")
        flags: File = {}
        for flag in response.json()["flags"]:
            if flag["type"] not in TYPES:
                raise CommandFailed(f"failed to parse flag type for {flag['key']}: {flag['type']}")
            if flag["defaultValue"] is None:
                raise CommandFailed(f"{flag['key']} has no default")
            entry = {"flagType": TYPES[flag["type"]], "defaultValue": as_floats(flag["defaultValue"])}
            if flag.get("description"):
                entry["description"] = flag["description"]
            flags[flag["key"]] = entry
        return flags

    @staticmethod
    def _compared(entry: dict[str, Any]) -> tuple[str, str, str]:
        default = json.dumps(on_the_wire(as_floats(entry["defaultValue"])), sort_keys=True)
        return entry["flagType"], default, entry.get("description", "")

    def push(self, file: File) -> Pushed:
        remote = self.pull()
        pushed = Pushed()
        for key in sorted(file):
            if key not in remote:
                self._write("create", "POST", "/openfeature/v0/manifest/flags", key, file[key])
                pushed.created.append(key)
        for key in sorted(file):
            if key in remote and self._compared(file[key]) != self._compared(remote[key]):
                path = f"/openfeature/v0/manifest/flags/{quote(key, safe='$&+:=@')}"
                self._write("update", "PUT", path, key, file[key])
                pushed.updated.append(key)
        return pushed

    def _write(self, operation: str, method: str, path: str, key: str, entry: dict[str, Any]) -> None:
        body = {
            "key": key,
            "type": entry["flagType"],
            "defaultValue": on_the_wire(as_floats(entry["defaultValue"])),
        }
        if entry.get("description"):
            body["description"] = entry["description"]
        for attempt in range(3):
            response = self._send(method, path, body)
            if 200 <= response.status_code < 300:
                return
            if response.status_code < 500 or attempt == 2:
                break
        raise CommandFailed(
            f"failed to {operation} flag {key} (status {response.status_code}): {self._reason(response)}"
        )

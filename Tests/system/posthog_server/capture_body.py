"""What capture accepts as a body, and what it makes of it."""

import base64
import gzip
import json
import uuid
import zlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote_plus

from posthog_server.errors import TextError

_TOKEN_NAMES = ("api_key", "token", "$token")


@dataclass
class Captured:
    token: str
    events: list[dict[str, Any]]
    sent_at: Any = None
    is_historical: bool = False


def decompressed(raw: bytes, compression: str) -> bytes:
    """gzip is seen by its first bytes, whatever anybody says; base64 only when it is named."""
    try:
        if raw[:2] == b"\x1f\x8b":
            return gzip.decompress(raw)
        if compression in ("deflate", "zlib"):
            return zlib.decompress(raw)
        if compression == "base64":
            text = raw.replace(b" ", b"+")
            return base64.b64decode(text + b"=" * (-len(text) % 4))
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise TextError(400, "failed to decode request: invalid compression") from error
    if compression in ("gzip", "gzip-js"):
        raise TextError(400, "failed to decode request: invalid gzip data")
    return raw


def payload(raw: bytes, content_type: str, compression: str) -> Any:
    """The JSON of a body, or of the `data` of a form."""
    is_form = content_type.startswith("application/x-www-form-urlencoded") and raw[:1] not in (b"{", b"[")
    if raw[:2] != b"\x1f\x8b" and (is_form or raw[:5] == b"data="):
        form = parse_qs(raw.decode("utf-8", "replace"), keep_blank_values=True)
        compression = form.get("compression", [compression])[0]
        data = form.get("data", [""])[0].encode()
        raw = data if data[:1] in (b"{", b"[") else decompressed(data, compression or "base64")
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
    else:
        raw = decompressed(raw, compression)
    if not raw.strip():
        raise TextError(400, "missing request body")
    try:
        return json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        if raw[:1] == b"%":
            return payload(unquote_plus(raw.decode()).encode(), "", "")
        raise TextError(400, f"failed to parse request: {error}") from error


def captured(body: Any, token: str | None = None) -> Captured:
    """Raises TextError with what capture answers: 400 for a bad event, 401 for the token."""
    is_batch = isinstance(body, dict) and isinstance(body.get("batch"), list)
    events = body["batch"] if is_batch else body if isinstance(body, list) else [body]
    if not events:
        raise TextError(400, "empty batch")
    outer = body if isinstance(body, dict) else {}
    found = {str(outer[name]) for name in _TOKEN_NAMES if outer.get(name)} | ({token} if token else set())
    checked = []
    for event in events:
        if not isinstance(event, dict):
            raise TextError(400, "failed to parse request: an event must be an object")
        checked.append(_event(dict(event)))
        if not outer.get("api_key") and not outer.get("token"):
            properties = checked[-1]["properties"]
            found |= {str(place[name]) for place in (event, properties) for name in _TOKEN_NAMES if place.get(name)}
    if not found:
        raise TextError(401, "event submitted without an api_key")
    if len(found) > 1:
        raise TextError(401, "event submitted with multiple api_keys")
    value = found.pop()
    if not value.isascii() or len(value) > 64 or value.startswith("phx_") or not value.strip():
        raise TextError(401, "event submitted with an invalid api_key")
    return Captured(value, checked, outer.get("sent_at"), bool(outer.get("historical_migration")))


def _event(event: dict[str, Any]) -> dict[str, Any]:
    properties = event.get("properties") or {}
    if not isinstance(properties, dict):
        raise TextError(400, "failed to parse request: properties must be an object")
    event["properties"] = properties
    if event.get("$distinct_id") is not None and event.get("distinct_id") is None:
        event["distinct_id"] = event["$distinct_id"]
    if event.get("distinct_id") is None:
        event["distinct_id"] = properties.get("distinct_id")
    distinct_id = event["distinct_id"]
    if distinct_id is None:
        raise TextError(400, "event submitted without a distinct_id")
    if not isinstance(distinct_id, str):
        event["distinct_id"] = json.dumps(distinct_id)
    if not event["distinct_id"]:
        raise TextError(400, "event submitted with an empty distinct_id")
    if not isinstance(event.get("event"), str) or not event["event"]:
        raise TextError(400, "event submitted without an event name")
    if event.get("uuid"):
        try:
            uuid.UUID(str(event["uuid"]))
        except ValueError as error:
            raise TextError(400, "failed to parse request: invalid uuid") from error
    return event

"""The flags that are evaluated: a set as a large team has it, and two single ones."""

from __future__ import annotations

import json
import random
from typing import Any

FLAGS = 350
#: So many of them ask for properties; the others are for everybody or for a share of the users.
RULES = 200
USERS = 500

PLANS = ["free", "team", "business", "enterprise"]
COUNTRIES = ["DE", "FR", "GB", "US", "JP", "BR", "IN", "PL"]
#: Larger values make the answer about 100 kB, as sets of that size have it with objects among their values.
TEXT = "The quick brown fox jumps over the lazy dog. "


def flags() -> list[dict[str, Any]]:
    """The set, each flag as `POST /api/flags` takes it; seeded, so that it is the same in every run."""
    source = random.Random(350)
    return [_flag(number, source) for number in range(FLAGS)]


def users() -> list[dict[str, Any]]:
    """Distinct ids with properties: every filter has what it asks for."""
    source = random.Random(500)
    return [
        {"distinct_id": f"user-{number}", "person_properties": _properties(number, source)} for number in range(USERS)
    ]


def rollout() -> dict[str, Any]:
    """A flag for a share of the users."""
    return _definition("rollout", [_condition([], 42)])


def five_conditions() -> dict[str, Any]:
    """A flag with five condition sets; most users meet none of them or only the last."""
    return _definition(
        "five-conditions", [
            _condition([_property("email", "icontains", "@posthog.com")]),
            _condition([_property("plan", "exact", ["enterprise", "partner"]), _property("seats", "gt", 900)]),
            _condition([_property("country", "exact", ["CH", "AT"])]),
            _condition([_property("app_version", "regex", r"^9\.\d+$")]),
            _condition([_property("signed_up", "is_set", "is_set")], 50),
        ])


def definitions(flags: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Flags as SDKs that evaluate locally read them."""
    return [{"id": number, "version": 1, **flag} for number, flag in enumerate(flags, start=1)]


def _flag(number: int, source: random.Random) -> dict[str, Any]:
    key = f"team-{number % 12}-feature-{number:03}"
    rollout = source.choice([5, 10, 25, 50, 75, 100, 100, 100])
    if number * RULES // FLAGS == (number + 1) * RULES // FLAGS:
        conditions = [_condition([], rollout)]
    else:
        conditions = [_condition(_filters(source), rollout)]
        if number % 4 == 0:
            conditions.append(_condition(_filters(source), 100))
    kind = number % 5
    if kind in (0, 1):
        return _definition(key, conditions)
    values: list[Any] = {
        2: [f"{TEXT * 3}{name}" for name in ("control", "test")],
        3: [number, number + 1],
        4: [
            {"title": f"{TEXT}{name}", "text": TEXT * 24, "limit": number, "ratio": 0.5} for name in ("control", "test")
        ],
    }[kind]
    variants = [{"key": name, "rollout_percentage": 50} for name in ("control", "test")]
    payloads = {variant["key"]: json.dumps(value) for variant, value in zip(variants, values, strict=True)}
    return _definition(key, conditions, multivariate={"variants": variants}, payloads=payloads)


def _filters(source: random.Random) -> list[dict[str, Any]]:
    every = [
        _property("plan", "exact", source.sample(PLANS, 2)),
        _property("country", "is_not", source.sample(COUNTRIES, 2)),
        _property("email", "icontains", "@example.org"),
        _property("seats", "gt", source.randrange(100)),
        _property("app_version", "regex", r"^4\.1\d\."),
    ]
    return source.sample(every, source.randrange(1, 3))


def _property(key: str, operator: str, value: Any) -> dict[str, Any]:
    return {"key": key, "type": "person", "operator": operator, "value": value}


def _condition(properties: list[dict[str, Any]], rollout: int = 100) -> dict[str, Any]:
    return {"properties": properties, "rollout_percentage": rollout, "variant": None}


def _definition(key: str, conditions: list[dict[str, Any]], **filters: Any) -> dict[str, Any]:
    return {"key": key, "name": f"What {key} is for", "active": True, "filters": {"groups": conditions, **filters}}


def _properties(number: int, source: random.Random) -> dict[str, Any]:
    return {
        "email": f"user-{number}@{source.choice(['example.org', 'example.com'])}", "plan": source.choice(PLANS),
        "country": source.choice(COUNTRIES), "seats": source.randrange(200),
        "app_version": f"4.{source.randrange(20)}.1", "signed_up": "2026-03-04T05:06:07Z", "name": f"User {number}",
    }

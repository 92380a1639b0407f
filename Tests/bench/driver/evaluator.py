"""The time of one evaluation, without any server, against the local evaluation of PostHog's Python SDK."""

from __future__ import annotations

import json
import subprocess
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from . import flag_set
from .failure import MeasurementFailure
from .python_sdk import PythonSDK
from .rounds import Spread, alternate
from .settings import Settings
from .table import Row, Target

#: Of all flags in one call and of a flag for a share of the users; a call about rules is bound by its own limit.
FASTER = Target("≥", 50)
#: What one call may take, in microseconds, by case.
LIMITS = {"rollout": 2, "five conditions": 5}


def measure(settings: Settings) -> list[Row]:
    users = flag_set.users()
    cases = {
        "rollout": [flag_set.rollout()], "five conditions": [flag_set.five_conditions()], "set": flag_set.flags(),
    }
    rows = []
    with Program(settings.evaluator, {name: _case(flags, users) for name, flags in cases.items()}) as program:
        for name, flags in cases.items():
            sdk = PythonSDK(flag_set.definitions(flags), users)
            try:
                if program.answers(name) != sdk.answers():
                    raise MeasurementFailure(f"the evaluator and the Python SDK decide differently about {name}")
                if name == "set":
                    rows += _compare(settings, f"{len(flags)} flags in one call, per flag", name, None, program, sdk)
                    simple = next(flag["key"] for flag in flags if _is_rollout(flag))
                    rows += _compare(settings, "one of them, a share of the users", name, simple, program, sdk)
                else:
                    rows += _compare(settings, f"one flag, {name}", name, flags[0]["key"], program, sdk)
            finally:
                sdk.close()
    return rows


def _is_rollout(flag: dict[str, Any]) -> bool:
    groups = flag["filters"]["groups"]
    return len(groups) == 1 and not groups[0]["properties"] and groups[0]["rollout_percentage"] < 100


def _case(flags: list[dict[str, Any]], users: list[dict[str, Any]]) -> dict[str, Any]:
    return {"flags": flag_set.definitions(flags), "users": users}


def _compare(
    settings: Settings, what: str, name: str, key: str | None, program: Program, sdk: PythonSDK
) -> list[Row]:
    turns = {
        "gateway": partial(program.nanoseconds_per_flag, name, key),
        "sdk": partial(sdk.nanoseconds_per_flag, key),
    }
    for turn in turns.values():
        turn(0.2)
    rounds = alternate({peer: partial(turn, float(settings.seconds)) for peer, turn in turns.items()}, settings.rounds)
    ours, theirs = (rounds.spread(peer) for peer in turns)
    rows = [
        Row(f"evaluator: {what}", "posthog-python, local: times as fast", _microseconds(ours), _microseconds(theirs),
            rounds.ratio("sdk", "gateway"), FASTER if key in (None, "rollout") else None, digits=1)
    ]
    if limit := LIMITS.get(name):
        own = Spread(ours.median / 1_000, ours.lowest / 1_000, ours.highest / 1_000)
        rows.append(Row("  µs of one call", "", _microseconds(ours), "", own, Target("≤", limit)))
    return rows


def _microseconds(spread: Spread) -> str:
    return f"{spread.median / 1_000:.3f} µs"


class Program:
    """The evaluator as a program of its own, which answers one line to each line."""

    def __init__(self, binary: Path, cases: dict[str, Any]) -> None:
        self._process = subprocess.Popen([str(binary)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._write(cases)

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=20)

    def answers(self, name: str) -> Any:
        return self._ask({"case": name})

    def nanoseconds_per_flag(self, name: str, key: str | None, seconds: float) -> float:
        return float(self._ask({"case": name, "key": key, "seconds": seconds}))

    def _ask(self, question: dict[str, Any]) -> Any:
        self._write(question)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise MeasurementFailure(f"the evaluator has ended; it was asked {question}")
        return json.loads(line)

    def _write(self, line: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()

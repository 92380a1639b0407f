"""Load on one peer, made by wrk."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .failure import MeasurementFailure
from .frontend import CONNECTIONS, Frontend
from .places import BENCH

SCRIPT = BENCH / "load" / "requests.lua"


@dataclass(frozen=True)
class Load:
    """What wrk counted."""

    requests: int
    per_second: float


@dataclass(frozen=True)
class Step:
    """One kind of request of a plan, sent as often as its share says."""

    path: str
    headers: dict[str, str]
    share: float = 1
    body: str | None = None


def write_plan(file: Path, peer: str, steps: list[Step]) -> Path:
    """Writes a plan for `requests.lua`."""
    lines = [
        f"{{share={step.share}, method={_literal('GET' if step.body is None else 'POST')}, path={_literal(step.path)}, "
        f"headers={{{_headers({'Host': peer, **step.headers})}}}, body={_literal(step.body)}}},"
        for step in steps
    ]
    file.write_text("return {\n" + "\n".join(lines) + "\n}\n")
    return file


def run(
    frontend: Frontend, peer: str, path: str, seconds: int, headers: dict[str, str] | None = None,
    connections: int = CONNECTIONS, plan: Path | None = None, seed: int = 0,
) -> Load:
    """Keeps every connection busy for some seconds; every answer has to be a success."""
    command = ["wrk", "-t", str(min(2, connections)), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "20s"]
    for name, value in {"Host": peer, **(headers or {})}.items():
        command += ["-H", f"{name}: {value}"]
    if plan:
        command += ["-s", str(SCRIPT)]
    command.append(frontend.address + path)
    if plan:
        command += ["--", str(plan), str(seed)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=seconds + 60)
    requests = re.search(r"^\s*(\d+) requests in", done.stdout, re.MULTILINE)
    rate = re.search(r"^Requests/sec:\s*([\d.]+)", done.stdout, re.MULTILINE)
    if done.returncode != 0 or not requests or not rate or done.stderr.strip():
        raise MeasurementFailure(f"wrk on {peer}{path}: {done.stdout}{done.stderr}")
    troubles = re.search(r"^\s*(Non-2xx.*|Socket errors.*)$", done.stdout, re.MULTILINE)
    if troubles:
        raise MeasurementFailure(f"{peer}{path} under load: {troubles[1]}")
    return Load(int(requests[1]), float(rate[1]))


def _headers(headers: dict[str, str]) -> str:
    return ", ".join(f"[ {_literal(name)} ]={_literal(value)}" for name, value in headers.items())


def _literal(text: str | None) -> str:
    if text is None:
        return "nil"
    if "]==]" in text:
        raise ValueError("the text would end its own Lua literal")
    return f"[==[{text}]==]"

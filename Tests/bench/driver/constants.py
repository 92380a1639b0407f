"""The peers that answer from memory: a C program on libfcgi, and Go as FastCGI and as HTTP."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .client import Answer
from .failure import MeasurementFailure
from .frontend import PEER_CONNECTIONS
from .places import BENCH, Places
from .processes import Processes, wait_for_socket

NAMES = ["c", "go-fastcgi", "go-http"]
#: What the gateway itself sets; nginx adds the rest to everybody's answers.
OWN_HEADERS = ["content-type", "cache-control", "etag", "vary"]


def build(work: Path) -> None:
    """Compiles both programs; a second time takes no time."""
    peers = BENCH / "peers"
    for name, source, command in [
        ("constant-c", "constant.c", ["gcc", "-O2", "-o"]),
        ("constant-go", "constant.go", ["go", "build", "-o"]),
    ]:
        program, file = work / name, peers / source
        if program.exists() and program.stat().st_mtime > file.stat().st_mtime:
            continue
        libraries = ["-lfcgi", "-lpthread"] if source.endswith(".c") else []
        done = subprocess.run(
            [*command, str(program), str(file), *libraries], check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise MeasurementFailure(f"cannot compile {source}: {done.stderr}")


def start(processes: Processes, places: Places, health: Answer, read: Answer) -> list[subprocess.Popen[bytes]]:
    """Starts all three with the answers they have to give."""
    replies = _replies(places, health, read)
    go = str(places.work / "constant-go")
    commands = {
        "go-fastcgi": [go, "fcgi", str(places.socket("go-fastcgi")), *replies],
        "go-http": [go, "http", str(places.socket("go-http")), *replies],
    }
    running = [start_c(processes, places, health, read)]
    for name, command in commands.items():
        running.append(_start(processes, places, name, command))
    return running


def start_c(processes: Processes, places: Places, health: Answer, read: Answer) -> subprocess.Popen[bytes]:
    """Starts the C program alone."""
    program = str(places.work / "constant-c")
    command = [program, str(places.socket("c")), str(PEER_CONNECTIONS), *_replies(places, health, read)]
    return _start(processes, places, "c", command)


def _start(processes: Processes, places: Places, name: str, command: list[str]) -> subprocess.Popen[bytes]:
    places.socket(name).unlink(missing_ok=True)
    process = processes.start(name, command)
    wait_for_socket(places.socket(name), process, places.log(name))
    return process


def _replies(places: Places, health: Answer, read: Answer) -> list[str]:
    return [_write(health, places.run / "health.reply"), _write(read, places.run / "read.reply")]


def _write(answer: Answer, file: Path) -> str:
    lines = [f"{name}: {answer.headers[name]}" for name in OWN_HEADERS if name in answer.headers]
    lines.append("status: 304 Not Modified" if answer.status == 304 else f"content-length: {len(answer.body)}")
    file.write_bytes("\r\n".join([*lines, "", ""]).encode() + answer.body)
    return str(file)

"""What a run was asked to do."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

#: Those that are measured on a filled store.
STORE_PARTS = ["hot", "activity", "start", "memory", "flags", "beside", "ingest"]
PARTS = ["evaluator", *STORE_PARTS, "upstream", "outage"]
#: How much larger the second store of a large run is.
LARGE_FACTOR = 10
LEAST_EVENTS = 100_000


@dataclass(frozen=True)
class Settings:
    """The options of `Tests/bench/run`; times in seconds."""

    binary: Path
    #: Evaluates flags without a server.
    evaluator: Path
    work: Path
    rounds: int
    seconds: int
    events: int
    large: bool
    parts: list[str]
    starts: int
    requests: int
    #: Seconds that PostHog is away.
    outage: int
    keep: bool

    @staticmethod
    def parse(arguments: list[str]) -> Settings:
        parser = argparse.ArgumentParser(prog="Tests/bench/run", add_help=False, allow_abbrev=False)
        parser.add_argument("--work", type=Path, required=True)
        parser.add_argument("--binary", type=Path, required=True)
        parser.add_argument("--evaluator", type=Path, required=True)
        parser.add_argument("--quick", action="store_true")
        parser.add_argument("--large", action="store_true")
        parser.add_argument("--rounds", type=int)
        parser.add_argument("--seconds", type=int)
        parser.add_argument("--events", type=int, default=500_000)
        parser.add_argument("--outage", type=int)
        parser.add_argument("--only", default=",".join(PARTS))
        parser.add_argument("--keep", action="store_true")
        given = parser.parse_args(arguments)
        parts = given.only.split(",")
        if unknown := set(parts) - set(PARTS):
            parser.error(f"--only: {', '.join(sorted(unknown))} is none of {', '.join(PARTS)}")
        if given.events < LEAST_EVENTS:
            parser.error(f"--events: at least {LEAST_EVENTS}, because one user has 10000 of them in 30 of 90 days")
        rounds = given.rounds if given.rounds is not None else (3 if given.quick else 5)
        seconds = given.seconds if given.seconds is not None else (1 if given.quick else 3)
        outage = given.outage if given.outage is not None else (30 if given.quick else 600)
        if rounds < 1 or not 1 <= seconds <= 60:
            parser.error("--rounds: at least 1; --seconds: from 1 to 60")
        if not 10 <= outage <= 3_600:
            parser.error("--outage: from 10 to 3600")
        for option, file in {"--binary": given.binary, "--evaluator": given.evaluator}.items():
            if not file.is_file():
                parser.error(f"{option}: there is no file {file}")
        return Settings(
            binary=given.binary.resolve(), evaluator=given.evaluator.resolve(), work=given.work, rounds=rounds,
            seconds=seconds, events=given.events,
            large=given.large, parts=parts, starts=5 if given.quick else 11,
            requests=20_000 if given.quick else 200_000, outage=outage, keep=given.keep)

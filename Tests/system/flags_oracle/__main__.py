"""Writes one fixture: `python -m flags_oracle --seed 7 --out oracle.json`."""

import argparse
import json
import pathlib

from .fixture import fixture
from .generator import Generator


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--flags", type=int, default=150)
    parser.add_argument("--contexts", type=int, default=60)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    made = fixture(Generator(arguments.seed, arguments.flags, arguments.contexts))
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    arguments.out.write_text(text + "\n", encoding="utf-8")
    decided = [case for case in made["cases"] if case[2] is not None]
    plain = [case for case in decided if not case[3]]
    print(f"{len(made['cases'])} cases, {len(decided)} decided, {len(plain)} of them without a known difference")


if __name__ == "__main__":
    main()

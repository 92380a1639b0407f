"""Holds somebody else's verdicts against those of PostHog's Python SDK."""

from collections import Counter
from typing import Any

from .fixture import fixture
from .generator import Definition, Generator

Verdicts = dict[str, bool | str]


def verdicts_of(answer: Definition) -> Verdicts:
    """The flags of an answer of `/flags?v=2`: true, false or a variant by key."""
    return {key: (flag["variant"] or True) if flag["enabled"] else False for key, flag in answer["flags"].items()}


class Agreement:
    """What a comparison of all cases found: `theirs` are the verdicts about each context of the generator."""

    def __init__(self, generator: Generator, definitions: Definition, theirs: list[Verdicts]) -> None:
        self.seed = generator.seed
        #: How often the SDK said what, where no difference is known.
        self.plain: Counter[str] = Counter()
        #: The differences there are, by their known reasons.
        self.explained: Counter[str] = Counter()
        self.wrong: list[Any] = []
        made = fixture(generator, definitions)
        self.cases = len(made["cases"])
        by_id = {flag["id"]: flag for flag in definitions["flags"]}
        for flag_id, number, expected, reasons in made["cases"]:
            if expected is None:
                continue
            flag = by_id[flag_id]
            actual = theirs[number][flag["key"]]
            if not reasons:
                self.plain[str(expected)] += 1
            if actual == expected and type(actual) is type(expected):
                continue
            if reasons:
                self.explained.update(made["reasons"][reason] for reason in reasons)
            else:
                self.wrong.append((flag, made["contexts"][number], {"sdk": expected, "other": actual}))

    def check(self) -> None:
        """Nothing differs without a known reason, and enough was compared to say so."""
        print("explained:", self.explained.most_common())
        assert not self.wrong, f"seed {self.seed}: {len(self.wrong)} differences, the first: {self.wrong[0]}"
        assert sum(self.plain.values()) > self.cases * 0.3, self.plain
        assert len(self.plain) >= 4, self.plain

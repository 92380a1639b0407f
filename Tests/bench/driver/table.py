"""The table that a run prints."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field

from .rounds import Spread

COMPARISONS = {"≥": operator.ge, "≤": operator.le, "<": operator.lt}


@dataclass(frozen=True)
class Target:
    """A bound for the median."""

    relation: str
    bound: float

    def holds(self, value: float) -> bool:
        return bool(COMPARISONS[self.relation](value, self.bound))

    def __str__(self) -> str:
        return f"{self.relation} {self.bound:g}"


@dataclass(frozen=True)
class Row:
    """One comparison; `ours` and `theirs` are the measured values as text, with their unit."""

    what: str
    against: str
    ours: str
    theirs: str
    result: Spread
    target: Target | None = None
    digits: int = 2

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "ok" if self.target.holds(self.result.median) else "MISSED"

    def cells(self) -> list[str]:
        result = self.result
        spread = f"{result.lowest:.{self.digits}f}…{result.highest:.{self.digits}f}"
        target = str(self.target) if self.target else ""
        return [
            self.what, self.against, self.ours, self.theirs, f"{result.median:.{self.digits}f}", spread, target,
            self.verdict,
        ]


@dataclass
class Table:
    """Rows under a title."""

    title: str
    rows: list[Row] = field(default_factory=list)

    HEADINGS = ["what", "against", "gateway", "peer", "result", "spread", "target", ""]
    NUMERIC = {2, 3, 4, 5}

    def __str__(self) -> str:
        lines = [self.HEADINGS, *(row.cells() for row in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.HEADINGS))]
        texts = [
            "  ".join(
                cell.rjust(width) if column in self.NUMERIC else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(line, widths, strict=True)))
            for line in lines
        ]
        return "\n".join([self.title, *(text.rstrip() for text in texts)])

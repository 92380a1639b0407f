"""Turns of several peers in alternating rounds, and what the rounds say together."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """The median of all rounds, with the lowest and the highest."""

    median: float
    lowest: float
    highest: float

    @staticmethod
    def of(values: list[float]) -> Spread:
        return Spread(statistics.median(values), min(values), max(values))


class Rounds:
    """One value per peer and round."""

    def __init__(self, values: dict[str, list[float]]) -> None:
        self._values = values

    def spread(self, peer: str) -> Spread:
        return Spread.of(self._values[peer])

    def ratio(self, peer: str, other: str) -> Spread:
        """The ratios within each round, so that what slows the machine for a while slows both sides."""
        return Spread.of(
            [ours / theirs for ours, theirs in zip(self._values[peer], self._values[other], strict=True)])


def alternate(turns: Mapping[str, Callable[[], float]], rounds: int) -> Rounds:
    """Runs every turn once per round; each round begins with the next peer."""
    peers = list(turns)
    values: dict[str, list[float]] = {peer: [] for peer in peers}
    for number in range(rounds):
        first = number % len(peers)
        for peer in peers[first:] + peers[:first]:
            values[peer].append(turns[peer]())
    return Rounds(values)

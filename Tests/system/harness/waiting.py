"""Waiting for something to become true, with a deadline."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def eventually(condition: Callable[[], Value], what: str, seconds: float = 20) -> Value:
    """The first true value of `condition`; fails after the deadline. A plain connection error counts as false."""
    deadline = time.monotonic() + seconds
    problem: Exception | None = None
    while time.monotonic() < deadline:
        try:
            if value := condition():
                return value
        except (OSError, AssertionError) as error:
            problem = error
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}") from problem

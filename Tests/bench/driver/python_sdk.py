"""PostHog's own Python SDK as a peer: it has the definitions and evaluates by itself."""

from __future__ import annotations

import time
from typing import Any

from posthog import Posthog


#: For the same user and flag, as the other evaluator does it.
CALLS_IN_A_ROW = 10


class PythonSDK:
    """The SDK's public calls for one case; nothing leaves the process."""

    def __init__(self, definitions: list[dict[str, Any]], users: list[dict[str, Any]]) -> None:
        self._client = Posthog("phc_bench", send=False, enable_local_evaluation=False)
        self._client.feature_flags = definitions
        self._users = users

    def answers(self) -> list[dict[str, Any]]:
        """For each user the outcome of each flag."""
        return [self._all(user) for user in self._users]

    def nanoseconds_per_flag(self, key: str | None, seconds: float) -> float:
        """The processor time of one flag; without a key all are evaluated in one call."""
        start = time.thread_time()
        evaluated = 0
        while (now := time.thread_time()) - start < seconds or not evaluated:
            for user in self._users:
                if key is None:
                    evaluated += len(self._all(user))
                else:
                    for _ in range(CALLS_IN_A_ROW):
                        self._one(key, user)
                    evaluated += CALLS_IN_A_ROW
        return (now - start) / evaluated * 1e9

    def close(self) -> None:
        self._client.shutdown()

    def _all(self, user: dict[str, Any]) -> dict[str, Any]:
        return self._client.get_all_flags(
            user["distinct_id"], person_properties=user["person_properties"], only_evaluate_locally=True) or {}

    def _one(self, key: str, user: dict[str, Any]) -> None:
        self._client.get_feature_flag(
            key, user["distinct_id"], person_properties=user["person_properties"], only_evaluate_locally=True,
            send_feature_flag_events=False)

"""What was done to a flag, by whom."""

import uuid
from datetime import UTC, datetime
from typing import Any

from posthog_server.private_api import iso


def note(flag: dict[str, Any], activity: str, by: str, changes: list[tuple[str, Any, Any]]) -> None:
    """Newest first."""
    entry = {
        "id": str(uuid.uuid4()),
        "user": {"first_name": by, "last_name": "", "email": "tests@example.org"},
        "activity": activity,
        "scope": "FeatureFlag",
        "item_id": str(flag["id"]),
        "detail": {
            "name": flag["key"],
            "short_id": None,
            "type": None,
            "changes": [
                {"type": "FeatureFlag", "action": "changed", "field": field, "before": before, "after": after}
                for field, before, after in changes
                if before != after
            ]
            or None,
        },
        "created_at": iso(datetime.now(UTC)),
    }
    flag["activity"].insert(0, entry)

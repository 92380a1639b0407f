"""Into the store of a tested gateway, past the gateway: states that only time or damage brings about."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from harness.events import rfc3339
from harness.instance import Instance


def connect(instance: Instance) -> sqlite3.Connection:
    path = f"{instance.environment['GATEWAY_DATA_DIR']}/gateway.sqlite"
    return sqlite3.connect(path, timeout=20, isolation_level=None)


def damage_flag(instance: Instance, key: str, definition: str) -> None:
    """Puts another text in the place of a stored definition."""
    with closing(connect(instance)) as store:
        changed = store.execute("UPDATE feature_flags SET definition = ? WHERE key = ?", (definition, key))
        assert changed.rowcount == 1


def damage_cohort(instance: Instance, number: int, definition: str) -> None:
    """Puts another text in the place of a stored cohort."""
    with closing(connect(instance)) as store:
        changed = store.execute("UPDATE cohorts SET definition = ? WHERE id = ?", (definition, number))
        assert changed.rowcount == 1


def age_flag(instance: Instance, key: str, days: float) -> datetime:
    """Makes a flag as old as that, made and last changed; the moment."""
    moment = (datetime.now(UTC) - timedelta(days=days)).replace(microsecond=0)
    with closing(connect(instance)) as store:
        [(text,)] = store.execute("SELECT definition FROM feature_flags WHERE key = ?", (key,)).fetchall()
        definition = json.loads(text) | {"created_at": rfc3339(moment), "updated_at": rfc3339(moment)}
        store.execute("UPDATE feature_flags SET definition = ? WHERE key = ?", (json.dumps(definition), key))
    return moment

"""The environment of whatever the tests start."""

import os


def bare_environment() -> dict[str, str]:
    """What every process needs, and none of the settings of whoever runs the tests."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment["PATH"] += ":/usr/sbin:/sbin"
    return environment

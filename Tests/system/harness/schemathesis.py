"""Schemathesis: requests nobody thought of, made from an OpenAPI document."""

import os
import subprocess
import sys
from pathlib import Path

from harness.instance import Instance

#: What every answer is held to.
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
]


def find_no_fault(instance: Instance, document: Path, directory: Path, *options: str, checks: list[str]) -> None:
    """Runs it in a directory, which may have its settings; fails with what it found."""
    ended = subprocess.run(
        [
            Path(sys.executable).parent / "schemathesis",
            "run",
            document,
            f"--url={instance.url}",
            "--phases=examples,coverage,fuzzing",
            "--seed=20261120",
            f"--checks={','.join([*CHECKS, *checks])}",
            "--suppress-health-check=all",
            "--continue-on-failure",
            "--request-timeout=20",
            "--no-color",
            *options,
        ],
        cwd=directory,
        env=os.environ | {"NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert ended.returncode == 0, ended.stdout[-12000:] + ended.stderr[-2000:]
    assert "generated" in ended.stdout, ended.stdout
    assert instance.is_alive(), instance.logs()

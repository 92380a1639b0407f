"""The gateway keeps what its description promises, for inputs nobody thought of."""

import json
import re
from pathlib import Path

import pytest

from harness import credentials
from harness.events import event, minutes_ago, send
from harness.instance import ROOT, Instance, Make
from harness.schemathesis import find_no_fault

DESCRIPTION = ROOT / "static/openapi.json"


@pytest.fixture
def inhabited(make_instance: Make) -> Instance:
    """A gateway of its own, because the inputs are wild; with the user and request of the examples."""
    instance = make_instance()
    with instance.client() as client:
        send(
            client,
            event("$set", "user_1000", **{"$set": {"email": "ann@example.com", "name": "Ann Example"}}),
            event("api_request", "user_1000", minutes_ago(3), request_id="request-1", status_code=200),
            event("api_error", "user_1000", minutes_ago(3), request_id="request-1", error_type="timeout"),
            event("slow_request", "user_1000", minutes_ago(2), endpoint="/api/x", duration_ms=1500),
        )
    return instance


@pytest.mark.timeout(300)
def test_wild_requests_find_no_fault(inhabited: Instance, tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(f'[parameters]\n"query.token" = "{credentials.PROJECT}"\n')
    find_no_fault(
        inhabited,
        DESCRIPTION,
        tmp_path,
        f"--header=Authorization: Bearer {credentials.ADMIN}",
        "--max-examples=25",
        checks=["unsupported_method"],
    )


def registered() -> set[tuple[str, str]]:
    """Every route of the one file that has them all, as the description writes it."""
    source = (ROOT / "Sources/Gateway/Routes.swift").read_text()
    found = re.findall(r'\.(get|post|put|patch|delete|options)\(\s*("[^"]*"|\w+),', source)
    capture = re.search(r"let paths = \[([^\]]*)\]", (ROOT / "Sources/Gateway/Routes/CaptureRoutes.swift").read_text())
    assert capture
    routes = set()
    for method, path in found:
        # What is no text stands for each of the capture routes.
        for one in [path] if path.startswith('"') else capture.group(1).split(","):
            routes.add((method.upper(), one.strip().strip('"').replace("/**", "/{key}")))
    return routes


def test_every_route_is_described() -> None:
    paths = json.loads(DESCRIPTION.read_text())["paths"]
    described = {(method.upper(), path.rstrip("/")) for path, item in paths.items() for method in item}
    routes = registered()
    assert {("GET", "/health"), ("POST", "/batch"), ("PATCH", "/api/flags/{key}")} <= routes, "the file is read wrongly"
    # Preflight requests are a browser's own; where they are described they are answered.
    assert {route for route in routes if route[0] != "OPTIONS"} - described == set()
    files = {("GET", "/api/openapi.json"), ("GET", "/openapi.json")}
    assert described - routes - files == set()


def test_each_route_names_the_capability_it_needs() -> None:
    source = (ROOT / "Sources/Gateway/Routes.swift").read_text()
    found = re.findall(r'\.(get|post|put|patch|delete)\(\s*"([^"]*)", \s*\.(\w+)(?:\(\.(\w+)\))?', source)
    paths = json.loads(DESCRIPTION.read_text())["paths"]
    described = {path.rstrip("/"): item for path, item in paths.items()}
    needs = {(method, path.replace("/**", "/{key}")): capability for method, path, _, capability in found}
    assert needs[("get", "/api/audit")] == "delete", "the file is read wrongly"
    for (method, path), capability in needs.items():
        roles = [role for scheme in described[path][method]["security"] for role in scheme.values()]
        expected = [capability] if capability else []
        assert all(role == expected for role in roles), (method, path, roles)
        assert roles or not capability, (method, path)

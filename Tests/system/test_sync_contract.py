"""The public contract of the OpenFeature command line, held against the gateway for inputs nobody thought of."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import credentials
from harness.engine import Engine
from harness.events import unique
from harness.flags import DEFAULTS, SYNC, create
from harness.instance import ROOT, Instance
from harness.schemathesis import find_no_fault
from harness.sync_contract import CONTRACT, agreeable

#: How a request says that it wants this contract's form of the manifest.
WAYS = {"command-line": "User-Agent: openfeature-cli/0.4.1", "accept": f"Accept: {SYNC['Accept']}"}
CHECKS = [
    "negative_data_rejection",
    "missing_required_header",
    "ignored_auth",
    "use_after_free",
    "ensure_resource_availability",
]


@pytest.fixture
def gateway(engine: Engine, tmp_path: Path) -> Iterator[Instance]:
    """Removes for good, so that a key can be used again."""
    with engine.lasting_gateway(tmp_path / "gateway", ARCHIVE_INSTEAD_OF_DELETE="false") as instance:
        yield instance


def run(instance: Instance, directory: Path, token: str, way: str, *, only_good: bool = False) -> None:
    """Schemathesis finds no fault with a gateway; with `only_good` it sends what must be accepted."""
    file = directory / "contract.json"
    file.write_text(json.dumps(agreeable(CONTRACT) if only_good else CONTRACT))
    options = [f"--header=Authorization: Bearer {token}", f"--header={way}", "--max-examples=40"]
    mode = f"--mode={'positive' if only_good else 'all'}"
    checks = [*CHECKS, "positive_data_acceptance"] if only_good else CHECKS
    find_no_fault(instance, file, directory, *options, mode, checks=checks)


def changes(instance: Instance) -> set[str]:
    """What was done to flags, by the audit."""
    with instance.client(credentials.ADMIN) as client:
        entries = client.get("/api/audit", params={"action": "flag", "limit": 1000}).json()["entries"]
    return {entry["action"] for entry in entries}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_wild_requests_find_no_fault(gateway: Instance, tmp_path: Path, way: str) -> None:
    with gateway.client(credentials.WRITE) as client:
        for type_name, default in DEFAULTS:
            if type_name != "float":
                create(client, unique(type_name), type_name, default, description="There from the beginning.")
    run(gateway, tmp_path, credentials.ADMIN, way)


@pytest.mark.timeout(300)
def test_good_requests_are_accepted(gateway: Instance, tmp_path: Path) -> None:
    run(gateway, tmp_path, credentials.ADMIN, WAYS["command-line"], only_good=True)
    assert changes(gateway) == {"flag.create", "flag.update", "flag.delete"}


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("token", "may"),
    [(credentials.READ, set()), (credentials.WRITE, {"flag.create", "flag.update"})],
    ids=["read", "write"],
)
def test_a_token_that_may_do_less_is_refused_in_the_contracts_form(
    gateway: Instance, tmp_path: Path, token: str, may: set[str]
) -> None:
    run(gateway, tmp_path, token, WAYS["command-line"])
    assert changes(gateway) <= may
    run(gateway, tmp_path, token, WAYS["command-line"], only_good=True)
    assert changes(gateway) == may


DESCRIPTION: dict[str, Any] = json.loads((ROOT / "static/openapi.json").read_text())


def looked_up(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """A schema without its first reference."""
    while "$ref" in schema:
        found: Any = document
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    return schema


def forms(schema: dict[str, Any], document: dict[str, Any]) -> list[dict[str, Any]]:
    """The forms a value may have: one, or one for each dialect."""
    schema = looked_up(schema, document)
    return [form for one in schema["oneOf"] for form in forms(one, document)] if "oneOf" in schema else [schema]


def kinds(schema: dict[str, Any]) -> set[str]:
    named = schema.get("type", [])
    return {named} if isinstance(named, str) else set(named)


def assert_answers(ours: dict[str, Any], theirs: dict[str, Any], where: str) -> None:
    """One form of what we say we answer has all that the contract promises, of the promised kinds."""
    theirs = looked_up(theirs, CONTRACT)
    failures = []
    for form in forms(ours, DESCRIPTION):
        try:
            assert_form(form, theirs, where)
        except AssertionError as error:
            failures.append(str(error))
        else:
            return
    raise AssertionError("; ".join(failures))


def assert_form(ours: dict[str, Any], theirs: dict[str, Any], where: str) -> None:
    if "oneOf" in theirs:
        return
    allowed = kinds(theirs) | ({"null"} if theirs.get("nullable") else set())
    assert kinds(ours) <= allowed, f"{where} is described as {kinds(ours)}, the contract has {allowed}"
    assert set(theirs.get("required", [])) <= set(ours.get("required", [])), f"{where} lacks a required member"
    for name, inner in theirs.get("properties", {}).items():
        assert name in ours["properties"], f"{where}.{name} is not described"
        assert_answers(ours["properties"][name], inner, f"{where}.{name}")
    if "items" in theirs:
        assert_answers(ours["items"], theirs["items"], f"{where}[]")


@pytest.mark.parametrize(
    ("path", "method"), [(path, method) for path, item in CONTRACT["paths"].items() for method in item]
)
def test_the_description_promises_what_the_contract_asks_for(path: str, method: str) -> None:
    theirs, ours = CONTRACT["paths"][path][method], DESCRIPTION["paths"][path][method]
    parameters = {(one["name"], one["in"]) for one in (looked_up(one, DESCRIPTION) for one in ours["parameters"])}
    assert {(one["name"], one["in"]) for one in theirs.get("parameters", [])} <= parameters
    assert set(theirs["responses"]) <= set(ours["responses"])
    for status, response in theirs["responses"].items():
        described = looked_up(ours["responses"][status], DESCRIPTION)
        assert set(response.get("headers", {})) <= set(described["headers"]), status
        content = response["content"]["application/json"]["schema"]
        assert_answers(described["content"]["application/json"]["schema"], content, f"{method} {path} {status}")
    if "requestBody" in theirs:
        asked = looked_up(theirs["requestBody"]["content"]["application/json"]["schema"], CONTRACT)
        taken = looked_up(ours["requestBody"]["content"]["application/json"]["schema"], DESCRIPTION)
        assert set(taken.get("required", [])) <= set(asked["required"]), "we ask for more than the contract does"
        assert set(asked["properties"]) <= set(taken["properties"])
        assert set(looked_up(asked["properties"]["type"], CONTRACT)["enum"]) <= set(taken["properties"]["type"]["enum"])

"""What the public API for keeping manifests in step asks of a server, said in an OpenAPI document of our own.

Paths, methods, parameters, statuses and shapes are the contract's; nothing the gateway offers beyond it is in here.
"""

from copy import deepcopy
from typing import Any

#: Kinds of flags the contract knows; the gateway knows fractions besides.
TYPES = ["boolean", "string", "integer", "object"]

Schema = dict[str, Any]


def record(required: dict[str, Schema], optional: dict[str, Schema] | None = None, **others: Any) -> Schema:
    properties = required | (optional or {})
    return {"type": "object", "required": list(required), "properties": properties} | others


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": "string", "nullable": True}
TIME: Schema = {"type": "string", "format": "date-time"}
KIND: Schema = {"type": "string", "enum": TYPES}

SCHEMAS: dict[str, Schema] = {
    "Value": {"oneOf": [{"type": name} for name in TYPES]},
    "Flag": record(
        {"key": TEXT, "type": KIND, "defaultValue": ref("Value")}, {"name": TEXT, "description": TEXT_OR_NULL}
    ),
    "Manifest": record({"flags": {"type": "array", "items": ref("Flag")}}),
    "StoredFlag": record({"flag": ref("Flag"), "updatedAt": TIME}),
    "Removal": record({"message": TEXT, "archivedAt": TIME | {"nullable": True}}),
    "Failure": record(
        {
            "error": record(
                {"message": TEXT, "status": {"type": "integer"}},
                {"details": {"type": "array", "items": record({}, {"field": TEXT, "code": TEXT, "message": TEXT})}},
            )
        }
    ),
    "NewFlag": record(
        {"key": TEXT, "type": KIND, "defaultValue": ref("Value")},
        {"name": TEXT, "description": TEXT_OR_NULL},
        additionalProperties=False,
    ),
    "FlagChange": record(
        {"key": TEXT, "type": KIND},
        {"name": TEXT, "description": TEXT_OR_NULL, "defaultValue": ref("Value")},
        additionalProperties=False,
    ),
}


def answer(schema: str, description: str, **others: Any) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": ref(schema)}}} | others


def operation(status: int, schema: str, *failures: int, **others: Any) -> dict[str, Any]:
    """A method that succeeds with `status`; every method may lack a token or a capability, and may fail."""
    header = {"X-Manifest-Capabilities": {"schema": TEXT, "required": True}}
    responses = {str(status): answer(schema, "Done.", headers=header)}
    for failure in sorted({401, 403, 500, *failures}):
        responses[str(failure)] = answer("Failure", "Not done.")
    return {"security": [{"token": []}], "responses": responses} | others


def taking(schema: str) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": ref(schema)}}}


KEY = {"name": "key", "in": "path", "required": True, "schema": TEXT}

CONTRACT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Manifest of flags, kept in step", "version": "0"},
    "components": {"schemas": SCHEMAS, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "paths": {
        "/openfeature/v0/manifest": {"get": operation(200, "Manifest")},
        "/openfeature/v0/manifest/flags": {
            "post": operation(201, "StoredFlag", 400, 409, requestBody=taking("NewFlag")),
        },
        "/openfeature/v0/manifest/flags/{key}": {
            "put": operation(200, "StoredFlag", 400, 404, 409, parameters=[KEY], requestBody=taking("FlagChange")),
            "delete": operation(200, "Removal", 404, 409, parameters=[KEY]),
        },
    },
}


def agreeable(contract: dict[str, Any]) -> dict[str, Any]:
    """The contract with less room: one key, and defaults of the kind a flag says it has.

    What it allows a server must accept, unless the flag is in a state that forbids it.
    """
    narrow = deepcopy(contract)
    key = TEXT | {"enum": ["search-rollout"]}
    safe = {"minimum": -9007199254740991, "maximum": 9007199254740991}
    for name in ("NewFlag", "FlagChange"):
        form = narrow["components"]["schemas"][name]
        form["properties"]["key"] = key
        forms = []
        for kind in TYPES:
            value = {"type": kind} | (safe if kind == "integer" else {})
            forms.append(
                form | {"properties": form["properties"] | {"type": TEXT | {"enum": [kind]}, "defaultValue": value}}
            )
        narrow["components"]["schemas"][name] = {"oneOf": forms}
    for method in narrow["paths"]["/openfeature/v0/manifest/flags/{key}"].values():
        method["parameters"] = [KEY | {"schema": key}]
    return narrow

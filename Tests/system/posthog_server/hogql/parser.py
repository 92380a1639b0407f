"""PostHog's own grammar, from its package on PyPI; a syntax tree is a dictionary with a `node` name."""

import functools
import json
import sys
import types
from typing import Any

Node = dict[str, Any]


class HogQLError(Exception):
    """What PostHog answers with status 400: the query, not the server, is wrong."""

    def __init__(self, detail: str, code: str = "invalid_input") -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code


def _load_parser() -> types.ModuleType:
    """The extension asks the application it was written for for its exceptions; these stand in for them."""
    errors = types.ModuleType("posthog.hogql.errors")
    for name in ("BaseHogQLError", "SyntaxError", "NotImplementedError", "ParsingError", "QueryError"):
        setattr(errors, name, type(name, (Exception,), {}))
    sys.modules.setdefault("posthog.hogql", types.ModuleType("posthog.hogql"))
    sys.modules.setdefault("posthog.hogql.errors", errors)
    import hogql_parser

    return hogql_parser


_PARSER = _load_parser()


@functools.lru_cache(maxsize=500)
def parse_select(text: str) -> Node:
    """The tree of one SELECT (or UNION of several); it is kept, and must not be changed.

    The grammar takes seconds for deeply nested calls, and a client asks with few texts and many values.
    """
    return _checked(_PARSER.parse_select_json(text, is_internal=True))


def _checked(answer: str) -> Node:
    tree = json.loads(answer)
    if tree.get("error"):
        raise HogQLError(str(tree.get("message", "The query cannot be parsed.")))
    return tree


def children(node: Any) -> list[Any]:
    """Every node directly below this one."""
    if isinstance(node, dict):
        return [value for value in node.values() if isinstance(value, dict | list)]
    return [value for value in node if isinstance(value, dict | list)] if isinstance(node, list) else []


def constant(value: Any) -> Node:
    return {"node": "Constant", "value": value}


def field(*chain: str) -> Node:
    return {"node": "Field", "chain": list(chain)}


def call(name: str, *arguments: Node) -> Node:
    return {"node": "Call", "name": name, "args": list(arguments), "distinct": False}

"""`{name}` in a query becomes a constant of its syntax tree, never a part of its text."""

from typing import Any

from posthog_server.hogql.parser import HogQLError, Node, constant


def bind(tree: Any, values: dict[str, Any], variables: dict[str, Any] | None = None) -> Any:
    """The tree with every placeholder replaced."""
    if isinstance(tree, list):
        return [bind(entry, values, variables) for entry in tree]
    if not isinstance(tree, dict):
        return tree
    if tree.get("node") == "Placeholder":
        return _value(tree, values, variables or {})
    return {name: bind(entry, values, variables) for name, entry in tree.items()}


def _value(placeholder: Node, values: dict[str, Any], variables: dict[str, Any]) -> Node:
    expression = placeholder.get("expr") or {}
    if expression.get("node") != "Field":
        raise HogQLError("Placeholders must be names, such as {user_id}")
    chain = [str(part) for part in expression["chain"]]
    if chain == ["filters"]:
        return constant(True)
    if chain[0] == "variables" and len(chain) == 2:
        return _variable(chain[1], variables)
    value: Any = values
    for part in chain:
        if not isinstance(value, dict) or part not in value:
            raise HogQLError(f"Unresolved placeholder: {{{'.'.join(chain)}}}")
        value = value[part]
    return _tree_of(value)


def _variable(code_name: str, variables: dict[str, Any]) -> Node:
    for variable in variables.values():
        if variable.get("code_name") == code_name:
            return constant(variable.get("value"))
    raise HogQLError(f"Variable {code_name} is missing from query")


def _tree_of(value: Any) -> Node:
    if isinstance(value, list):
        return {"node": "Array", "exprs": [_tree_of(entry) for entry in value]}
    if isinstance(value, dict):
        raise HogQLError("An object cannot be bound to a placeholder")
    return constant(value)

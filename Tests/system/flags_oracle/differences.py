"""Where PostHog's server and its Python SDK are known to disagree (PostHog API facts §12.4).

Every reason is a narrow rule about one comparison or one flag, so that a difference outside of them is noticed.
"""

import re
from typing import Any

from posthog.feature_flags import InconclusiveMatchError, RequiresServerEvaluation, match_property

from .generator import Definition

REASONS = {
    "missing value matches a negation": "the SDK gives up on a condition set that needs an unknown property",
    "null matches a negation": "the SDK lets null match is_not only",
    "null is set": "a property that is null is set on the server and not set in the SDK",
    "is_not_set": "the SDK never decides is_not_set",
    "truth": "a filter for true or false compares truth on the server and text in the SDK",
    "text of a boolean": "true is `true` on the server and `True` in the SDK",
    "order of texts": "the SDK compares texts in their order where the server needs numbers",
    "number of a boolean": "true is 1 in the SDK and no number on the server",
    "number as a date": "a number, as text too, is Unix time on the server and no date in the SDK",
    "relative date of a user": "a user's own date may be relative on the server only",
    "leading zero": "a version part with a leading zero is read on the server only",
    "four digits as a date": "four digits are Unix time on the server and a year in the SDK",
    "pre-release": "the SDK drops what follows - or + of a version",
    "parts of a version": "the SDK ignores a fourth part and fills empty ones, the server reads neither",
    "capital V": "the SDK drops V before a version, the server only v",
    "wildcard without a star": "without a star the server reads a caret range and the SDK one version",
    "case beyond ASCII": "the SDK folds case in all of Unicode, the server only ASCII when it searches",
    "POSIX class": "[[:alpha:]] is a class on the server and means something else in Python",
    "end of line": "$ also matches before a last newline in Python",
    "operator unknown to the SDK": "the SDK gives up on a condition set with a newer operator",
    "undecided inside a negation": "what the SDK cannot decide is false on the server, and true under a negation",
    "missing dependency": "on the server a missing or circular dependency switches the whole flag off",
    "undecided dependency": "the SDK cannot decide about a flag whose dependency it cannot decide about",
    "holdout": "the SDK knows no holdouts",
    "enrollment": "the SDK knows no early access enrollment",
    "empty identifier": "the server gives an empty identifier the hash 0",
    "group dependency": "the SDK evaluates a group flag that another flag depends on for the person",
}

NEGATED = {
    "is_not",
    "not_icontains",
    "not_icontains_multi",
    "not_regex",
    "not_starts_with",
    "not_ends_with",
    "not_between",
}
NEWER = {"between", "not_between", "icontains_multi", "not_icontains_multi", "is_date_exact"}
SEARCHING = {"icontains", "not_icontains", "starts_with", "not_starts_with", "ends_with", "not_ends_with"}


def comparison(prop: Definition, has: bool, value: Any) -> set[str]:
    """The reasons why one comparison may come out differently."""
    operator = prop.get("operator") or "exact"
    wanted = prop.get("value")
    found: set[str] = set()
    if operator == "is_not_set":
        return {"is_not_set"}
    if operator in NEWER:
        return {"operator unknown to the SDK"}
    if not has:
        return {"missing value matches a negation"} if operator in NEGATED else set()
    if value is None:
        if operator == "is_set":
            return {"null is set"}
        return {"null matches a negation"} if operator in NEGATED - {"is_not"} else set()
    if operator in ("exact", "is_not") and is_truth(wanted) and (isinstance(wanted, list) or not is_truth(value)):
        found.add("truth")
    if operator in ("regex", "not_regex"):
        if isinstance(value, bool):
            found.add("text of a boolean")
        if "[[:" in str(wanted):
            found.add("POSIX class")
        if isinstance(value, str) and value.endswith("\n"):
            found.add("end of line")
    if operator in ("gt", "gte", "lt", "lte"):
        if isinstance(value, bool):
            found.add("number of a boolean")
        elif isinstance(value, str) or not is_number(wanted):
            found.add("order of texts")
    if operator in ("is_date_before", "is_date_after"):
        found |= dates(str(wanted), value)
    if operator.startswith("semver"):
        found |= versions(operator, str(wanted), str(value))
    if operator in SEARCHING and not f"{wanted}{value}".isascii():
        found.add("case beyond ASCII")
    if operator in ("exact", "is_not") and "ß" in f"{wanted}{value}".casefold() + f"{wanted}{value}":
        found.add("case beyond ASCII")
    return found


def dates(wanted: str, value: Any) -> set[str]:
    found: set[str] = set()
    if re.fullmatch(r"\d{4}", wanted.strip()) or re.fullmatch(r"\d{4}", str(value).strip()):
        found.add("four digits as a date")
    elif not isinstance(value, bool) and is_number(value):
        found.add("number as a date")
    elif re.fullmatch(r"-?\d+[hdwmy]", str(value)):
        found.add("relative date of a user")
    return found


def versions(operator: str, wanted: str, value: str) -> set[str]:
    found: set[str] = set()
    for text in (wanted, value):
        core = re.split(r"[-+]", text.strip().lstrip("vV"))[0]
        if core != text.strip().lstrip("vV"):
            found.add("pre-release")
        parts = core.split(".")
        if any(len(part) > 1 and part.startswith("0") for part in parts):
            found.add("leading zero")
        if len(parts) > 3 or "" in parts:
            found.add("parts of a version")
        if text.strip().startswith("V"):
            found.add("capital V")
    if operator == "semver_wildcard" and "*" not in wanted:
        found.add("wildcard without a star")
    return found


def is_truth(value: Any) -> bool:
    if isinstance(value, list):
        return all(is_truth(item) for item in value)
    return isinstance(value, bool) or (isinstance(value, str) and value.lower() in ("true", "false"))


def is_number(value: Any) -> bool:
    try:
        float(value)
        return not isinstance(value, bool)
    except (TypeError, ValueError):
        return False


def cohort(definitions: Definition, cohort_id: int, properties: dict[str, Any], negated: bool) -> set[str]:
    """The reasons inside a cohort; below a negation whatever the SDK cannot decide counts."""
    tree = definitions["cohorts"].get(str(cohort_id))
    return set() if tree is None else group(definitions, tree, properties, negated)


def group(definitions: Definition, node: Definition, properties: dict[str, Any], negated: bool) -> set[str]:
    found: set[str] = set()
    for entry in node.get("values", []):
        if "values" in entry or entry == {}:
            found |= group(definitions, entry, properties, negated)
            continue
        below = negated or bool(entry.get("negation")) or entry.get("operator") == "not_in"
        if entry.get("type") == "cohort":
            found |= cohort(definitions, entry["value"], properties, below)
            continue
        found |= comparison(entry, entry["key"] in properties, properties.get(entry["key"]))
        if below:
            try:
                match_property(entry, properties)
            except (InconclusiveMatchError, RequiresServerEvaluation):
                found.add("undecided inside a negation")
    return found


def flag(definitions: Definition, definition: Definition, context: Definition, seen: tuple[str, ...] = ()) -> set[str]:
    """The reasons why the verdict about one flag may differ for one context."""
    found: set[str] = set()
    filters = definition["filters"]
    by_key = {other["key"]: other for other in definitions["flags"]}
    person = {"distinct_id": context["distinct_id"], **context["person_properties"]}
    if filters.get("holdout"):
        found.add("holdout")
    if filters.get("feature_enrollment") and f"$feature_enrollment/{definition['key']}" in person:
        found.add("enrollment")
    if context["distinct_id"] == "":
        found.add("empty identifier")
    for condition in filters["groups"]:
        index = condition.get("aggregation_group_type_index", filters.get("aggregation_group_type_index"))
        properties = person
        if index is not None:
            name = definitions["group_type_mapping"][str(index)]
            properties = {"$group_key": context["groups"].get(name), **context["group_properties"].get(name, {})}
        for prop in condition["properties"]:
            if prop.get("type") == "cohort":
                found |= cohort(definitions, prop["value"], properties, prop.get("operator") == "not_in")
            elif prop.get("type") == "flag":
                found |= dependency(definitions, by_key, prop, context, (*seen, definition["key"]))
            else:
                found |= comparison(prop, prop["key"] in properties, properties.get(prop["key"]))
    return found


def dependency(
    definitions: Definition, by_key: dict[str, Definition], prop: Definition, context: Definition, seen: tuple[str, ...]
) -> set[str]:
    other = by_key.get(prop["key"])
    if other is None or not prop["dependency_chain"] or prop["key"] in seen:
        return {"missing dependency"}
    found = {"undecided dependency"} if context.get("undecided", {}).get(prop["key"]) else set()
    if other["filters"].get("aggregation_group_type_index") is not None:
        found.add("group dependency")
    if any(c.get("aggregation_group_type_index") is not None for c in other["filters"]["groups"]):
        found.add("group dependency")
    return found | flag(definitions, other, context, seen)

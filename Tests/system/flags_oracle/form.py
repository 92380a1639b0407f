"""Generated definitions in the form in which flags are made."""

from .generator import Definition


def as_written(flag: Definition, ids: dict[str, int]) -> Definition:
    """The definition as PostHog's API takes it: it names other flags by their number."""
    groups = []
    for condition in flag["filters"]["groups"]:
        properties = []
        for prop in condition["properties"]:
            if prop["type"] == "flag":
                if prop["key"] not in ids:
                    continue
                prop = {name: value for name, value in prop.items() if name != "dependency_chain"}
                prop["key"] = str(ids[prop["key"]])
            properties.append(prop)
        groups.append(condition | {"properties": properties})
    taken = ("key", "name", "active", "ensure_experience_continuity", "evaluation_runtime", "bucketing_identifier")
    return {name: flag[name] for name in taken} | {"filters": flag["filters"] | {"groups": groups}}

"""Makes flags, cohorts and users at random, from a seed."""

import random
from typing import Any

from .values import Values

Definition = dict[str, Any]

GROUP_TYPES = {"0": "company", "1": "project"}


class Generator:
    """The same seed makes the same definitions and contexts, except for dates, which are relative to now."""

    def __init__(self, seed: int, flags: int = 150, contexts: int = 60) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.values = Values(self.random)
        self.contexts = [self.context(index) for index in range(contexts)]
        self.definitions: Definition = {"group_type_mapping": GROUP_TYPES, "cohorts": {}, "flags": []}
        for identifier in range(1, 9):
            self.values.tame = identifier <= 5
            self.definitions["cohorts"][str(identifier)] = self.cohort(identifier)
        for identifier in range(1, flags + 1):
            self.values.tame = identifier % 3 != 0
            self.definitions["flags"].append(self.flag(identifier))
        self.enroll()

    def comparison(self, kind: str = "person", index: int | None = None) -> Definition:
        key, operator = self.values.operator()
        prop = {"key": key, "type": kind, "value": self.values.wanted(key, operator)}
        if operator is not None:
            prop["operator"] = operator
        if index is not None:
            prop["group_type_index"] = index
        return prop

    def cohort(self, identifier: int, depth: int = 0) -> Definition:
        """Conditions within conditions; a cohort asks for earlier ones only."""
        values = []
        for _ in range(self.random.randint(0 if depth else 1, 3)):
            chance = self.random.random()
            if chance < 0.25 and depth < 3:
                values.append(self.cohort(identifier, depth + 1))
            elif chance < 0.4 and identifier > 1:
                values.append(
                    {
                        "key": "id",
                        "type": "cohort",
                        "value": self.random.randint(1, identifier - 1),
                        "operator": self.random.choice(["in", "not_in"]),
                        "negation": self.random.random() < 0.2,
                    }
                )
            else:
                values.append({**self.comparison(), "negation": self.random.random() < 0.25})
        if not values and self.random.random() < 0.5:
            return {}
        return {"type": self.random.choice(["AND", "OR"]), "values": values}

    def condition(self, flag_index: int | None, identifier: int) -> Definition:
        kind = self.random.random()
        index = flag_index
        condition: Definition = {"variant": None}
        if flag_index is None and kind < 0.12:
            index = self.random.randint(0, 1)
            condition["aggregation_group_type_index"] = index
        elif self.random.random() < 0.5:
            condition["aggregation_group_type_index"] = flag_index
        properties: list[Definition] = []
        for _ in range(self.random.choice([0, 1, 1, 2, 3])):
            chance = self.random.random()
            if index is not None:
                properties.append(self.comparison("group", index))
            elif chance < 0.15:
                properties.append(
                    {
                        "key": "id",
                        "type": "cohort",
                        "value": self.random.randint(1, 5 if self.values.tame else 8),
                        "operator": self.random.choice(["in", "in", "not_in"]),
                    }
                )
            elif chance < 0.27 and identifier > 5:
                properties.append(self.dependency(identifier))
            else:
                properties.append(self.comparison())
        condition["properties"] = properties
        condition["rollout_percentage"] = self.random.choice([None, 100, 0, 50, 33.3, 75, 10, 99.99])
        return condition

    def dependency(self, identifier: int) -> Definition:
        """On an earlier flag, or one that is missing or goes in a circle."""
        chance = self.random.random() + (1 if self.values.tame else 0)
        if chance < 0.08:
            return {
                "key": "no-such-flag",
                "type": "flag",
                "operator": "flag_evaluates_to",
                "value": True,
                "dependency_chain": ["no-such-flag"],
            }
        if chance < 0.12:
            key = f"flag-{identifier}"
            return {"key": key, "type": "flag", "operator": "flag_evaluates_to", "value": True, "dependency_chain": []}
        others = [flag for flag in self.definitions["flags"] if not self.values.tame or flag["id"] % 3 != 0]
        target = self.random.choice(others)
        chain: list[str] = []
        self.collect(target, chain)
        return {
            "key": target["key"],
            "type": "flag",
            "operator": "flag_evaluates_to",
            "value": self.random.choice([True, False, "control", "test"]),
            "dependency_chain": chain,
        }

    def collect(self, flag: Definition, chain: list[str]) -> None:
        """Adds the keys of whatever a flag depends on, and its own last."""
        by_key = {other["key"]: other for other in self.definitions["flags"]}
        for condition in flag["filters"]["groups"]:
            for prop in condition["properties"]:
                if prop["type"] == "flag" and prop["key"] in by_key and by_key[prop["key"]] is not flag:
                    self.collect(by_key[prop["key"]], chain)
        if flag["key"] not in chain:
            chain.append(flag["key"])

    def flag(self, identifier: int) -> Definition:
        index = self.random.choice([None] * 7 + [0, 1])
        filters: Definition = {
            "groups": [self.condition(index, identifier) for _ in range(self.random.randint(1, 4))],
            "multivariate": None,
            "payloads": {},
            "aggregation_group_type_index": index,
        }
        if self.random.random() < 0.5:
            shares = self.random.choice([[50, 50], [33.34, 33.33, 33.33], [10, 20, 70], [0, 100], [50, 20, 20, 5, 5]])
            keys = ["control", "test", "third", "fourth", "fifth"]
            filters["multivariate"] = {
                "variants": [
                    {"key": key, "rollout_percentage": share} for key, share in zip(keys, shares, strict=False)
                ]
            }
            for condition in filters["groups"]:
                condition["variant"] = self.random.choice([None, None, "control", "test", "no-such-variant"])
        filters["early_exit"] = self.random.random() < 0.2
        if self.random.random() < (0 if self.values.tame else 0.1):
            filters["holdout"] = {"id": identifier, "exclusion_percentage": self.random.choice([10, 50, 100])}
        if self.random.random() < (0 if self.values.tame else 0.1):
            filters["feature_enrollment"] = True
        return {
            "id": identifier,
            "team_id": 1,
            "name": "",
            "key": f"flag-{identifier}",
            "active": self.random.random() < 0.95,
            "deleted": False,
            "filters": filters,
            "version": 1,
            "ensure_experience_continuity": False,
            "evaluation_runtime": "all",
            "evaluation_contexts": [],
            "bucketing_identifier": self.random.choice(["distinct_id"] * 9 + ["device_id"]),
        }

    def context(self, index: int) -> Definition:
        self.values.tame = index % 3 != 0
        context = {
            "distinct_id": self.random.choice([f"user-{index}", f"user-{index}", f"ünï-{index}", f"{index}" * 12]),
            "person_properties": self.values.properties(),
            "groups": {},
            "group_properties": {},
        }
        if index == 0:
            context["distinct_id"] = ""
        for name in GROUP_TYPES.values():
            if self.random.random() < 0.7:
                context["groups"][name] = f"{name}-{self.random.randint(1, 5)}"
                context["group_properties"][name] = self.values.properties()
        if self.random.random() < 0.7:
            context["device_id"] = f"device-{index}"
        return context

    def enroll(self) -> None:
        """Lets some users choose for themselves, where a flag leaves them the choice."""
        flags = self.definitions["flags"]
        enrollable = [flag["key"] for flag in flags if flag["filters"].get("feature_enrollment")]
        for context in self.contexts:
            for key in enrollable:
                if self.random.random() < 0.3:
                    choice = self.random.choice([True, "true", False])
                    context["person_properties"][f"$feature_enrollment/{key}"] = choice

"""Makes flags and users at random, from a seed, and asks PostHog's Python SDK what every user gets."""

import datetime
import random

from posthog import Client
from posthog.feature_flags import InconclusiveMatchError, RequiresServerEvaluation

from . import differences

GROUP_TYPES = {"0": "company", "1": "project"}
TEXTS = [
    "pro",
    "Free",
    "enterprise",
    "a@example.com",
    "B@Example.org",
    "x@posthog.com",
    "",
    "true",
    "False",
    "10",
    "9",
    "1.5",
    "É clair",
    "straße",
    "line\n",
    "foo.bar",
    "2024",
    "ab12",
    "Zürich",
]
NUMBERS = [0, 1, 2, 9, 10, 10.0, 1.5, -3, 100]
VERSIONS = [
    "1.2.3",
    "v1.2.3",
    "1.2",
    "2",
    "0.2.3",
    "0.0.3",
    "1.3.0",
    "2.0.0",
    "1.2.3-beta",
    "1.2.3+7",
    "1.02.3",
    "1.2.3.4",
    "V1.2.3",
    "1..3",
    "abc",
    " 1.2.4 ",
    "10.20.30",
]
WILDCARDS = ["1.*", "1.2.*", "2.*", "0.*", "1.2.3", "1.2"]
PATTERNS = [
    r"@example\.(com|org)$",
    r"^pro",
    r"(?i)FREE",
    r"\d+",
    r"[a-z]{2}\d{2}$",
    r"^(?!pro).*$",
    r"foo.bar",
    r"\.com$",
    r"(\w)\1",
    r"?*",
    r"(",
    r"^\S+@\S+$",
    r"^[^@]*$",
    r"colou?r|pro|x",
    r"\bclair\b",
    r"^$",
    r"(?<=@)example",
    r"(?P<a>a)b(?P=a)",
    r"a{2,3}|1+0",
    r"[[:alpha:]]",
]
DATES = [
    "2020-01-01",
    "2023-06-15T10:00:00Z",
    "2023-06-15 10:00:00",
    "2023-06-15T12:00:00+02:00",
    "2030-01-01",
    "2021-12-31T23:59:59.123Z",
    "not a date",
    "2024",
    "-400d",
]
RELATIVE = ["-7d", "30d", "-2w", "-6m", "-1y", "48h", "-3x", "10000d"]
OPERATORS = {
    "plan": [
        "exact",
        "exact",
        "is_not",
        "icontains",
        "not_icontains",
        "regex",
        "not_regex",
        "is_set",
        "is_not_set",
        "starts_with",
        "not_starts_with",
        "ends_with",
        "not_ends_with",
        None,
    ],
    "email": ["exact", "icontains", "regex", "not_regex", "ends_with", "is_set", "not_icontains", "icontains_multi"],
    "age": ["gt", "gte", "lt", "lte", "exact", "is_not", "is_set", "between", "not_between"],
    "beta": ["exact", "is_not", "is_set"],
    "joined": ["is_date_before", "is_date_after", "is_date_before", "is_date_after", "is_date_exact"],
    "version": [
        "semver_eq",
        "semver_neq",
        "semver_gt",
        "semver_gte",
        "semver_lt",
        "semver_lte",
        "semver_tilde",
        "semver_caret",
        "semver_wildcard",
    ],
}


# What the SDK and the server agree about: half of the flags and of the users are made of these alone.
TAME_OPERATORS = {
    "plan": [
        "exact",
        "is_not",
        "icontains",
        "not_icontains",
        "regex",
        "not_regex",
        "is_set",
        "starts_with",
        "ends_with",
        None,
    ],
    "email": ["exact", "icontains", "regex", "not_regex", "ends_with", "not_ends_with", "not_starts_with"],
    "age": ["gt", "gte", "lt", "lte", "exact", "is_not"],
    "beta": ["exact", "is_not", "is_set"],
    "joined": ["is_date_before", "is_date_after"],
    "version": [
        "semver_eq",
        "semver_neq",
        "semver_gt",
        "semver_gte",
        "semver_lt",
        "semver_lte",
        "semver_tilde",
        "semver_caret",
        "semver_wildcard",
    ],
}
TAME_TEXTS = [
    "pro",
    "Free",
    "enterprise",
    "a@example.com",
    "B@Example.org",
    "x@posthog.com",
    "",
    "10",
    "foo.bar",
    "ab12",
]
TAME_VERSIONS = ["1.2.3", "v1.2.3", "1.2", "2", "0.2.3", "0.0.3", "1.3.0", "2.0.0", " 1.2.4 ", "10.20.30"]
TAME_DATES = ["2020-01-01", "2023-06-15T10:00:00Z", "2023-06-15 10:00:00", "2023-06-15T12:00:00+02:00", "2030-01-01"]


class Generator:
    def __init__(self, seed, flags=150, contexts=60):
        self.random = random.Random(seed)
        self.tame = False
        self.seed = seed
        self.now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
        self.count = flags
        self.contexts = [self.context(index) for index in range(contexts)]
        self.definitions = {"group_type_mapping": GROUP_TYPES, "cohorts": {}, "flags": []}
        for identifier in range(1, 9):
            self.tame = identifier <= 5
            self.definitions["cohorts"][str(identifier)] = self.cohort(identifier)
        for identifier in range(1, flags + 1):
            self.tame = identifier % 3 != 0
            self.definitions["flags"].append(self.flag(identifier))

    def value(self, key, operator):
        pick = self.random.choice
        if self.tame:
            return self.tame_value(key, operator)
        if operator in ("icontains_multi", "not_icontains_multi"):
            return self.random.sample(TEXTS, 2)
        if operator in ("between", "not_between"):
            return sorted(self.random.sample([0, 1, 5, 10, 50], 2))
        if key == "age":
            return pick([pick(NUMBERS), str(pick(NUMBERS)), pick(NUMBERS), "ten"])
        if key == "beta":
            return pick([True, False, "true", "false", ["true"], ["true", "false"], "yes", [True]])
        if key == "joined":
            return pick(DATES + RELATIVE)
        if key == "version":
            return pick(WILDCARDS if operator == "semver_wildcard" else VERSIONS)
        if operator in ("regex", "not_regex"):
            return pick(PATTERNS)
        if operator in ("exact", "is_not", None) and self.random.random() < 0.5:
            return self.random.sample(TEXTS, self.random.randint(0, 3))
        return pick([pick(TEXTS), pick(TEXTS), pick(["PRO", "example", "@", "É", "SS", "1"]), pick(NUMBERS)])

    def tame_value(self, key, operator):
        pick = self.random.choice
        if key == "age":
            return pick([pick(NUMBERS), str(pick(NUMBERS))])
        if key == "beta":
            return pick([True, False, "true", "FALSE"])
        if key == "joined":
            return pick([*TAME_DATES, "-7d", "30d", "-2w", "-6m", "-1y", "48h"])
        if key == "version":
            return pick(["1.*", "1.2.*", "2.*", "0.*"] if operator == "semver_wildcard" else TAME_VERSIONS)
        if operator in ("regex", "not_regex"):
            return pick(PATTERNS)
        if operator in ("exact", "is_not", None) and self.random.random() < 0.5:
            return self.random.sample(TAME_TEXTS, self.random.randint(1, 3))
        return pick([pick(TAME_TEXTS), pick(["PRO", "example", "@", "1", "e"])])

    def property(self, kind="person", index=None):
        operators = TAME_OPERATORS if self.tame else OPERATORS
        key = self.random.choice(list(operators))
        operator = self.random.choice(operators[key])
        prop = {"key": key, "type": kind, "value": self.value(key, operator)}
        if operator is not None:
            prop["operator"] = operator
        if index is not None:
            prop["group_type_index"] = index
        return prop

    def cohort(self, identifier, depth=0):
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
                values.append({**self.property(), "negation": self.random.random() < 0.25})
        if not values and self.random.random() < 0.5:
            return {}
        return {"type": self.random.choice(["AND", "OR"]), "values": values}

    def condition(self, flag_index, identifier):
        kind = self.random.random()
        index = flag_index
        condition = {"variant": None}
        if flag_index is None and kind < 0.12:
            index = self.random.randint(0, 1)
            condition["aggregation_group_type_index"] = index
        elif self.random.random() < 0.5:
            condition["aggregation_group_type_index"] = flag_index
        properties = []
        for _ in range(self.random.choice([0, 1, 1, 2, 3])):
            chance = self.random.random()
            if index is not None:
                properties.append(self.property("group", index))
            elif chance < 0.15:
                properties.append(
                    {
                        "key": "id",
                        "type": "cohort",
                        "value": self.random.randint(1, 5 if self.tame else 8),
                        "operator": self.random.choice(["in", "in", "not_in"]),
                    }
                )
            elif chance < 0.27 and identifier > 5:
                properties.append(self.dependency(identifier))
            else:
                properties.append(self.property())
        condition["properties"] = properties
        condition["rollout_percentage"] = self.random.choice([None, 100, 0, 50, 33.3, 75, 10, 99.99])
        return condition

    def dependency(self, identifier):
        chance = self.random.random() + (1 if self.tame else 0)
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
        others = [flag for flag in self.definitions["flags"] if not self.tame or flag["id"] % 3 != 0]
        target = self.random.choice(others)
        chain = []
        self.collect(target, chain)
        return {
            "key": target["key"],
            "type": "flag",
            "operator": "flag_evaluates_to",
            "value": self.random.choice([True, False, "control", "test"]),
            "dependency_chain": chain,
        }

    def collect(self, flag, chain):
        by_key = {other["key"]: other for other in self.definitions["flags"]}
        for condition in flag["filters"]["groups"]:
            for prop in condition["properties"]:
                if prop["type"] == "flag" and prop["key"] in by_key and by_key[prop["key"]] is not flag:
                    self.collect(by_key[prop["key"]], chain)
        if flag["key"] not in chain:
            chain.append(flag["key"])

    def flag(self, identifier):
        index = self.random.choice([None] * 7 + [0, 1])
        filters = {
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
        if self.random.random() < (0 if self.tame else 0.1):
            filters["holdout"] = {"id": identifier, "exclusion_percentage": self.random.choice([10, 50, 100])}
        if self.random.random() < (0 if self.tame else 0.1):
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

    def properties(self):
        pick = self.random.choice
        if self.tame:
            return {
                "plan": pick(TAME_TEXTS),
                "email": pick([pick(TAME_TEXTS), f"user{self.random.randint(1, 99)}@example.com"]),
                "age": pick(NUMBERS),
                "beta": pick([True, False, "True", "false"]),
                "joined": pick([self.date(), pick(TAME_DATES)]),
                "version": pick(TAME_VERSIONS),
            }
        candidates = {
            "plan": lambda: pick([pick(TEXTS), pick(TEXTS), pick(NUMBERS), True, None]),
            "email": lambda: pick([pick(TEXTS), f"user{self.random.randint(1, 99)}@example.com", None]),
            "age": lambda: pick([pick(NUMBERS), pick(NUMBERS), str(pick(NUMBERS)), True, "old"]),
            "beta": lambda: pick([True, False, "True", "false", "yes", 1, None]),
            "joined": lambda: pick([self.date(), self.date(), pick(DATES), 1700000000, "1700000000"]),
            "version": lambda: pick([pick(VERSIONS), pick(VERSIONS), 2]),
        }
        return {key: make() for key, make in candidates.items() if self.random.random() < 0.88}

    def date(self):
        """A date that stays on the same side of every relative date while the test runs."""
        days = self.random.choice([1, 4, 10, 20, 45, 100, 150, 250, 300, 500, 900])
        moment = self.now - datetime.timedelta(days=days, hours=5)
        return moment.strftime(self.random.choice(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"]))

    def context(self, index):
        self.tame = index % 3 != 0
        context = {
            "distinct_id": self.random.choice([f"user-{index}", f"user-{index}", f"ünï-{index}", f"{index}" * 12]),
            "person_properties": self.properties(),
            "groups": {},
            "group_properties": {},
        }
        if index == 0:
            context["distinct_id"] = ""
        for name in GROUP_TYPES.values():
            if self.random.random() < 0.7:
                context["groups"][name] = f"{name}-{self.random.randint(1, 5)}"
                context["group_properties"][name] = self.properties()
        if self.random.random() < 0.7:
            context["device_id"] = f"device-{index}"
        return context

    def result(self):
        """The fixture: definitions, contexts and for every pair the SDK's verdict and why it may differ."""
        client = Client("phc_oracle", send=False, enable_local_evaluation=False)
        client.feature_flags = self.definitions["flags"]
        client.group_type_mapping = self.definitions["group_type_mapping"]
        client.cohorts = self.definitions["cohorts"]
        cases = []
        reasons = sorted(differences.REASONS)
        enrollable = {flag["key"] for flag in self.definitions["flags"] if flag["filters"].get("feature_enrollment")}
        for context in self.contexts:
            for key in enrollable:
                if self.random.random() < 0.3:
                    context["person_properties"][f"$feature_enrollment/{key}"] = self.random.choice(
                        [True, "true", False]
                    )
        for number, context in enumerate(self.contexts):
            person = {"distinct_id": context["distinct_id"], **context["person_properties"]}
            verdicts = {}
            for flag in self.definitions["flags"]:
                verdicts[flag["key"]] = self.verdict(client, flag, context, person)
            undecided = {key: verdict is None for key, verdict in verdicts.items()}
            for flag in self.definitions["flags"]:
                verdict = verdicts[flag["key"]]
                found = differences.flag(self.definitions, flag, {**context, "undecided": undecided})
                cases.append([flag["id"], number, verdict, [reasons.index(reason) for reason in sorted(found)]])
        client.shutdown()
        return {
            "seed": self.seed,
            "now": self.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "definitions": self.definitions,
            "contexts": self.contexts,
            "reasons": reasons,
            "cases": cases,
        }

    @staticmethod
    def verdict(client, flag, context, person):
        """True, false or a variant; None when the SDK would ask the server."""
        try:
            _, groups = client._add_local_person_and_group_properties(
                context["groups"], {}, context["group_properties"]
            )
            return client._compute_flag_locally(
                flag,
                context["distinct_id"],
                groups=context["groups"],
                person_properties=person,
                group_properties=groups,
                warn_on_unknown_groups=False,
                device_id=context.get("device_id"),
            )
        except (InconclusiveMatchError, RequiresServerEvaluation):
            return None
        except TypeError:
            # Comparing null or a text with a number ends the SDK's evaluation.
            return None

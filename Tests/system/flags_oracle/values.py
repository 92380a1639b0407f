"""What generated flags compare and generated users have: odd values, and tame ones nobody disagrees about."""

import datetime
import random
from typing import Any

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
OPERATORS: dict[str, list[str | None]] = {
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

#: What the SDK and the server agree about: most of the flags are made of these alone.
TAME_OPERATORS: dict[str, list[str | None]] = {
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


class Values:
    """Picks at random; only tame ones while `tame` is on."""

    def __init__(self, source: random.Random) -> None:
        self.random = source
        self.tame = False
        self.now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)

    def operator(self) -> tuple[str, str | None]:
        """A property, and how it is compared."""
        operators = TAME_OPERATORS if self.tame else OPERATORS
        key = self.random.choice(list(operators))
        return key, self.random.choice(operators[key])

    def wanted(self, key: str, operator: str | None) -> Any:
        """What a property is compared with."""
        return self._tame(key, operator) if self.tame else self._wild(key, operator)

    def _wild(self, key: str, operator: str | None) -> Any:
        pick = self.random.choice
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

    def _tame(self, key: str, operator: str | None) -> Any:
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

    def properties(self) -> dict[str, Any]:
        """What is known of a user or of a group."""
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

    def date(self) -> str:
        """A date that stays on the same side of every relative date while the test runs."""
        days = self.random.choice([1, 4, 10, 20, 45, 100, 150, 250, 300, 500, 900])
        moment = self.now - datetime.timedelta(days=days, hours=5)
        return moment.strftime(self.random.choice(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"]))

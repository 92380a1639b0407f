"""The tests' PostHog: HogQL as PostHog reads it, its limits, and its cache."""

from typing import Any

import pytest

from harness.events import event, minutes_ago
from harness.upstream import UpstreamProject


@pytest.fixture(scope="module")
def project(module_project: UpstreamProject) -> UpstreamProject:
    module_project.capture(
        event("order", "ann", minutes_ago(30), amount=5, size="10", paid=True, note='it"s\nodd', **{"$odd name": 1}),
        event(
            "order", "ann", minutes_ago(20), amount=40.5, size="9", paid=False, tags=["a", "b"], deep={"a": {"b": 7}}
        ),
        event("order", "bob", minutes_ago(10), note=None),
        event("$identify", "ann", minutes_ago(5), **{"$set": {"plan": "pro", "age": 41}}),
    )
    return module_project


def ask(project: UpstreamProject, text: str, **fields: Any) -> Any:
    """The whole answer, whatever it is."""
    query = {"kind": "HogQLQuery", "query": text} | fields.pop("query", {})
    return project.ask("POST", "query/", json={"query": query, "refresh": "force_blocking"} | fields)


def rows(project: UpstreamProject, text: str, **values: object) -> list[list[Any]]:
    return project.query(text, **values)


@pytest.mark.parametrize(
    ("expression", "results"),
    [
        # A property nobody has declared is text.
        ("properties.amount", ["5", "40.5", None]),
        ("properties.size", ["10", "9", None]),
        ("properties.paid", ["true", "false", None]),
        ("properties.note", ['it\\"s\\nodd', None, None]),
        ("JSONExtractString(properties, 'note')", ['it"s\nodd', "", ""]),
        ("properties.tags", [None, '["a","b"]', None]),
        ("properties.deep.a.b", [None, "7", None]),
        ("properties['$odd name']", ["1", None, None]),
        ("properties.`$odd name`", ["1", None, None]),
        ("toFloat(properties.amount)", [5, 40.5, None]),
        ("toInt(properties.size) + 1", [11, 10, None]),
        # Texts are compared as texts.
        ("properties.size > '5'", [False, True, False]),
        # A comparison is never null.
        ("properties.size != '10'", [False, True, True]),
        ("properties.size = '10'", [True, False, False]),
        ("properties.size in ('10', '11')", [True, False, False]),
        ("properties.size is null", [False, False, True]),
        ("properties.nothing = null", [True, True, True]),
        ("coalesce(properties.size, 'none')", ["10", "9", "none"]),
        ("if(properties.paid = 'true', 'yes', 'no')", ["yes", "no", "no"]),
        ("multiIf(distinct_id = 'bob', 1, distinct_id = 'ann', 2, 3)", [2, 2, 1]),
        ("distinct_id like 'a%'", [True, True, False]),
        ("distinct_id ilike 'A%'", [True, True, False]),
        ("match(distinct_id, '^b')", [False, False, True]),
        ("concat(event, '-', distinct_id)", ["order-ann", "order-ann", "order-bob"]),
        # The properties of the person when the event was stored, and those of today.
        ("person.properties.plan", [None, None, None]),
        ("pdi.person.properties.plan", ["pro", "pro", None]),
        ("pdi.person.properties.age", ["41", "41", None]),
        ("dateDiff('minute', timestamp, now()) >= 10", [True, True, True]),
    ],
)
def test_an_expression_is_what_posthog_makes_of_it(
    project: UpstreamProject, expression: str, results: list[Any]
) -> None:
    found = rows(project, f"select {expression} as value from events where event = 'order' order by timestamp")
    assert [[bool(one) if isinstance(want, bool) else one] for [one], want in zip(found, results, strict=True)] == [
        [one] for one in results
    ]


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("select count() as n, count(distinct distinct_id) as users from events", [[4, 2]]),
        ("select uniq(person_id) as n from events", [[2]]),
        ("select countIf(properties.paid = 'true') as n, sumIf(toFloat(properties.amount), event = 'order') as s "
         "from events", [[1, 45.5]]),
        ("select max(toFloat(properties.amount)) as m, argMax(distinct_id, timestamp) as d from events where "
         "event = 'order'", [[40.5, "bob"]]),
        ("select arraySort(groupArray(properties.size)) as sizes from events", [[["10", "9"]]]),
        ("select quantile(0.5)(toFloat(properties.amount)) as q from events", [[22.75]]),
        ("select arrayJoin([1, 2]) as n order by n desc", [[2], [1]]),
        ("select event, count() as n from events group by event having n > 1", [["order", 3]]),
        ("select n from (select count() as n from events where distinct_id = 'bob')", [[1]]),
        ("with 3 as three select three + 1 as four", [[4]]),
        ("select distinct_id from person_distinct_ids order by distinct_id", [["ann"], ["bob"]]),
        ("select properties.plan as plan from persons where properties.plan is not null", [["pro"]]),
        ("select 1 as n union all select 2 as n order by n", [[1], [2]]),
    ],
)  # fmt: skip
def test_a_query_is_run_for_real(project: UpstreamProject, text: str, results: list[list[Any]]) -> None:
    assert sorted(rows(project, text), key=str) == sorted(results, key=str)


@pytest.mark.parametrize(
    "value",
    [
        "quote'd",
        'double"',
        "back\\slash",
        "{brace}",
        "{x}",
        "semi;colon --",
        "🦊",
        "z" * 10_000,
        "line\nbreak",
        "%",
        "",
    ],
)
def test_a_bound_value_changes_no_query(project: UpstreamProject, value: str) -> None:
    text = "select {value} as v, length({value}) as n, count() as c from events where distinct_id = {value}"
    assert rows(project, text, value=value) == [[value, len(value.encode()), 0]]


@pytest.mark.parametrize("value", [None, True, 7, -2.5, ["a", "b'c"], [1, 2]])
def test_constants_of_every_kind_can_be_bound(project: UpstreamProject, value: object) -> None:
    [[found]] = rows(project, "select {value} as v", value=value)
    assert found == value


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("select foo from events", "Unable to resolve field: foo"),
        ("select 1 from nowhere", "Unknown table"),
        ("select launchMissiles(1)", "Unsupported function call 'launchMissiles(...)'"),
        ("select toInt64('1')", "Unsupported function call 'toInt64(...)'"),
        ("select event from events order by timestamp limit 10 offset 5", "OFFSET is not supported"),
        ("select event from events limit 1 by event offset 1", "OFFSET is not supported"),
        ("select {missing} as x", "missing"),
        ("select * from events where", "no viable alternative"),
        ("drop table events", "mismatched input"),
        ("select toFloat(properties.amount) + 'a' as x from events", "Illegal types"),
    ],
)
def test_a_query_posthog_refuses_is_400(project: UpstreamProject, text: str, detail: str) -> None:
    answer = ask(project, text)
    assert answer.status_code == 400, answer.text
    assert answer.json()["type"] == "validation_error"
    assert detail.lower() in answer.json()["detail"].lower()


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "query"),
        ({"query": "select 1"}, "query"),
        ({"query": {"kind": "HogQLQuery"}}, "query__query"),
        ({"query": {"kind": "HogQLQuery", "query": "select 1", "values": [1]}}, "query__values"),
        ({"query": {"kind": "HogQLQuery", "query": "select 1"}, "refresh": "sometimes"}, "refresh"),
    ],
)
def test_a_request_without_a_query_names_the_field(project: UpstreamProject, body: Any, attr: str) -> None:
    answer = project.ask("POST", "query/", json=body)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)


def test_without_a_limit_there_are_100_rows_and_a_word_about_more(project: UpstreamProject) -> None:
    body = ask(project, "select arrayJoin(range(101)) as n").json()
    assert (len(body["results"]), body["hasMore"], body["limit"], body["offset"]) == (100, True, 100, 0)
    body = ask(project, "select arrayJoin(range(100)) as n").json()
    assert (len(body["results"]), body["hasMore"]) == (100, False)
    body = ask(project, "select arrayJoin(range(150)) as n limit 120").json()
    assert len(body["results"]) == 120
    assert not {"hasMore", "limit", "offset"} & body.keys()
    branches = "select arrayJoin(range(150)) as n union all select arrayJoin(range(50)) as n"
    assert len(ask(project, branches).json()["results"]) == 150
    assert len(ask(project, "select arrayJoin(range(60000)) as n limit 60000").json()["results"]) == 50_000


def test_an_answer_describes_itself(project: UpstreamProject) -> None:
    body = ask(project, "select event, count() as n, now() as t from events group by event").json()
    assert body["columns"] == ["event", "n", "t"]
    assert [name for name, _ in body["types"]] == body["columns"]
    assert [kind.split("(")[0] for _, kind in body["types"]] == ["String", "UInt64", "DateTime64"]
    assert body["timezone"] == "UTC"
    assert body["hogql"].upper().startswith("SELECT")
    assert project.id > 1
    assert f"project_{project.id}" in body["clickhouse"]

"""The tests' PostHog with PostHog's own Python SDK: capture, flags evaluated there and here, remote configuration."""

import json
from typing import Any

import pytest
from posthog import Posthog

from harness.cohorts import in_cohort
from harness.events import unique
from harness.flags import EVERYBODY, flag_is_on, only, where
from harness.sdk import sdk_at
from harness.upstream import UpstreamProject
from harness.upstream_flags import made

# The calls for one flag are what most programs use, though the SDK would rather be asked for all at once.
pytestmark = pytest.mark.filterwarnings("ignore:`get_feature_flag:DeprecationWarning")


def url(project: UpstreamProject) -> str:
    return project.upstream.facts["url"]


def local(project: UpstreamProject, **options: Any) -> Any:
    """Evaluates by itself, with definitions of the server."""
    options = {"secret_key": project.upstream.facts["personal_key"]} | options
    return sdk_at(url(project), project.token, poll_interval=3600, **options)


def flag(project: UpstreamProject, key: str, *conditions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A new flag for everybody, unless conditions are given."""
    filters = {"groups": list(conditions or [EVERYBODY])} | fields.pop("filters", {})
    return made(project, filters, key=key, **fields)


def stored(project: UpstreamProject, user: str) -> list[list[Any]]:
    text = "select event, properties from events where distinct_id = {user} order by event"
    return [[name, json.loads(text)] for name, text in project.query(text, user=user)]


@pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
def test_captured_events_are_there_for_the_next_query(project: UpstreamProject, gzip: bool) -> None:
    user = unique()
    properties = {"text": 'it\'s "odd" 🦊', "number": 10.5, "deep": {"list": [1, None]}}
    with sdk_at(url(project), project.token, gzip=gzip) as posthog:
        posthog.capture("clicked", distinct_id=user, properties=properties, groups={"company": "acme"})
        posthog.set(distinct_id=user, properties={"email": "ann@example.org"})
        posthog.set_once(distinct_id=user, properties={"email": "other@example.org", "first": 1})
        posthog.group_identify("company", "acme", {"name": "Acme"})
        posthog.alias(previous_id=f"{user}-device", distinct_id=user)
    names = [name for name, _ in stored(project, user)]
    assert names == ["$set", "$set_once", "clicked"]
    [[_, found]] = [one for one in stored(project, user) if one[0] == "clicked"]
    assert {name: found[name] for name in properties} == properties
    assert (found["$lib"], found["$groups"], found["$group_0"]) == ("posthog-python", {"company": "acme"}, "acme")
    [person] = project.get("persons/", distinct_id=f"{user}-device")["results"]
    assert person["properties"]["email"] == "ann@example.org"
    assert person["properties"]["first"] == 1
    assert project.get("groups/find", group_type_index=0, group_key="acme")["group_properties"] == {"name": "Acme"}


def test_a_raised_error_is_captured(project: UpstreamProject) -> None:
    user = unique()
    with sdk_at(url(project), project.token) as posthog:
        try:
            raise KeyError("basket")
        except KeyError as error:
            posthog.capture_exception(error, distinct_id=user)
    [[name, properties]] = stored(project, user)
    assert (name, properties["$exception_list"][0]["type"]) == ("$exception", "KeyError")


def test_flags_are_evaluated_there(project: UpstreamProject) -> None:
    user = unique()
    shares = [{"key": "control", "rollout_percentage": 0}, {"key": "test", "rollout_percentage": 100}]
    flag(project, "on", name="Who gets it")
    flag(project, "off", active=False)
    flag(project, "pro", where("plan", "exact", "pro"))
    flag(project, "variant", filters={"multivariate": {"variants": shares}, "payloads": {"test": '{"rows": 10}'}})
    flag(project, "payload", filters={"payloads": {"true": "[1, 2]"}})
    flag(project, "archived", archived=True, active=False)
    with sdk_at(url(project), project.token) as posthog:
        assert posthog.get_all_flags(user, person_properties={"plan": "pro"}) == {
            "on": True, "off": False, "pro": True, "variant": "test", "payload": True,
        }  # fmt: skip
        assert posthog.get_all_flags(user, flag_keys_to_evaluate=["on", "pro"]) == {"on": True, "pro": False}
        result = posthog.get_feature_flag_result("variant", user)
        assert (result.variant, result.payload, result.reason) == ("test", {"rows": 10}, "Matched condition set 1")
        assert posthog.get_feature_flag_result("payload", user).payload == [1, 2]
        at_once = posthog.evaluate_flags(user)
        assert (at_once.is_enabled("on"), at_once.get_flag("variant")) == (True, "test")
        # Properties PostHog has stored count as well.
        posthog.set(distinct_id=user, properties={"plan": "pro"})
        posthog.flush()
        assert posthog.get_feature_flag("pro", user) is True
    called = [one for name, one in stored(project, user) if name == "$feature_flag_called"]
    by_key = {one["$feature_flag"]: one["$feature_flag_response"] for one in called}
    assert by_key == {"variant": "test", "payload": True, "pro": True, "on": True}
    assert {one["$feature/variant"] for one in called if one["$feature_flag"] == "variant"} == {"test"}


def test_flags_are_evaluated_here_without_asking(project: UpstreamProject) -> None:
    leaf = {"key": "email", "type": "person", "operator": "icontains", "value": "@example.org"}
    conditions = {"properties": {"type": "AND", "values": [leaf]}}
    cohort = project.send("POST", "cohorts/", name="Of us", filters=conditions)
    first = flag(project, "first", where("plan", "exact", "pro"))
    flag(project, "in-cohort", only(in_cohort(cohort["id"])))
    flag(project, "second", only(flag_is_on(first["id"])))
    flag(project, "half", {"properties": [], "rollout_percentage": 50})
    known = {"plan": "pro", "email": "ann@EXAMPLE.org"}
    with local(project) as posthog:
        posthog.load_feature_flags()
        project.upstream.control(reset_statistics=True)
        ours = {
            user: posthog.get_all_flags(user, person_properties=known, only_evaluate_locally=True)
            for user in (unique() for _ in range(20))
        }
        assert not [path for path in project.upstream.state()["requests"] if path.startswith("POST /flags")]
    for found in ours.values():
        assert found == {"first": True, "second": True, "in-cohort": True, "half": found["half"]}
    with sdk_at(url(project), project.token) as posthog:
        assert {user: posthog.get_all_flags(user, person_properties=known) for user in ours} == ours


def test_what_the_sdk_cannot_decide_it_asks_for(project: UpstreamProject) -> None:
    user = unique()
    with local(project) as posthog:
        posthog.capture("seen", distinct_id=user)
        posthog.flush()
        [person] = project.get("persons/", distinct_id=user)["results"]
        cohort = project.send("POST", "cohorts/", name="By hand", is_static=True)
        ids = [person["uuid"]]
        project.send("PATCH", f"cohorts/{cohort['id']}/add_persons_to_static_cohort/", person_ids=ids)
        flag(project, "by-hand", only(in_cohort(cohort["id"])))
        posthog.load_feature_flags()
        assert posthog.get_feature_flag("by-hand", user, only_evaluate_locally=True) is None
        assert posthog.get_feature_flag("by-hand", user) is True
        assert posthog.get_feature_flag("by-hand", unique()) is False


def test_flags_of_groups_agree(project: UpstreamProject) -> None:
    prop = {"key": "plan", "type": "group", "group_type_index": 0, "operator": "exact", "value": "pro"}
    with local(project) as posthog:
        posthog.group_identify("company", "acme", {"plan": "pro"})
        posthog.flush()
        flag(project, "company", {"properties": [prop]}, filters={"aggregation_group_type_index": 0})
        posthog.load_feature_flags()
        for key, properties, wanted in [("acme", {"plan": "pro"}, True), ("beta", {"plan": "free"}, False)]:
            asked = {"groups": {"company": key}, "group_properties": {"company": properties}}
            assert posthog.get_feature_flag("company", "ann", only_evaluate_locally=True, **asked) is wanted
        assert posthog.get_feature_flag("company", "ann", only_evaluate_locally=True) is False
    with sdk_at(url(project), project.token) as remote:
        # What is not sent PostHog knows of the group itself.
        assert remote.get_feature_flag("company", "ann", groups={"company": "acme"}) is True
        assert remote.get_feature_flag("company", "ann", groups={"company": "beta"}) is False
        assert remote.get_feature_flag("company", "ann") is False


@pytest.mark.parametrize("credential", ["personal", "secret"])
def test_definitions_are_sent_again_only_when_they_changed(project: UpstreamProject, credential: str) -> None:
    made = flag(project, "on")
    secret = project.upstream.state()["projects"][str(project.id)]["secret"]
    key = secret if credential == "secret" else project.upstream.facts["personal_key"]
    with local(project, secret_key=key) as posthog:
        project.upstream.control(reset_statistics=True)
        for _ in range(2):
            posthog.load_feature_flags()
            posthog._load_feature_flags()
            assert [one["key"] for one in posthog.feature_flags] == ["on"]
        project.send("PATCH", f"feature_flags/{made['id']}/", active=False)
        posthog._load_feature_flags()
        assert posthog.get_feature_flag("on", "ann", only_evaluate_locally=True) is False
    statuses = project.upstream.state()["statuses"]
    assert statuses["304"] >= 2
    assert statuses["200"] >= 2


def test_remote_configuration_is_read_by_either_key(project: UpstreamProject) -> None:
    payload = {"payloads": {"true": '{"colour": "blue"}'}}
    flag(project, "settings", is_remote_configuration=True, filters=payload)
    flag(project, "no-settings", filters=payload)
    secret = project.upstream.state()["projects"][str(project.id)]["secret"]
    for key in (project.upstream.facts["personal_key"], secret):
        with local(project, secret_key=key) as posthog:
            assert json.loads(posthog.get_remote_config_payload("settings")) == {"colour": "blue"}
            assert posthog.get_remote_config_payload("no-settings") is None
            assert posthog.get_remote_config_payload("nothing") is None


def test_a_quota_wipes_the_sdks_flags(project: UpstreamProject) -> None:
    flag(project, "on")
    with local(project) as posthog:
        posthog.load_feature_flags()
        assert posthog.get_feature_flag("on", "ann", only_evaluate_locally=True) is True
        project.upstream.control(quota_limited=True)
        try:
            posthog._load_feature_flags()
            assert posthog.get_feature_flag("on", "ann", only_evaluate_locally=True) is None
            assert posthog.get_feature_flag("on", "ann") is None
        finally:
            project.upstream.control(quota_limited=False)
        posthog._load_feature_flags()
        assert posthog.get_feature_flag("on", "ann", only_evaluate_locally=True) is True


def test_a_wrong_key_is_refused(project: UpstreamProject, caplog: pytest.LogCaptureFixture) -> None:
    flag(project, "on")
    posthog = Posthog(project.token, host=url(project), secret_key="phx_wrong", poll_interval=3600)
    try:
        posthog.load_feature_flags()
        assert posthog.get_feature_flag("on", "ann", only_evaluate_locally=True) is None
        assert posthog.get_feature_flag("on", "ann") is True
    finally:
        posthog.shutdown()
    assert any("Invalid authentication credentials" in record.getMessage() for record in caplog.records)


def test_events_survive_a_failure_of_the_server(project: UpstreamProject) -> None:
    user = unique()
    project.upstream.control(faults=[{"path": "/batch", "kind": "status", "status": 503, "times": 2}])
    with sdk_at(url(project), project.token) as posthog:
        posthog.capture("clicked", distinct_id=user)
    assert [name for name, _ in stored(project, user)] == ["clicked"]

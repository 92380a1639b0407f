"""Asks PostHog's Python SDK what every generated user gets of every flag, and why somebody else might differ."""

from typing import Any

from posthog import Client
from posthog.feature_flags import InconclusiveMatchError, RequiresServerEvaluation

from . import differences
from .generator import Definition, Generator


def fixture(generator: Generator, definitions: Definition | None = None) -> dict[str, Any]:
    """The SDK's verdict for every pair of flag and context; about the generated definitions, unless others are given.

    A case is the flag's id, the context's number, the verdict, and the numbers of the reasons why it may differ.
    """
    definitions = definitions or generator.definitions
    flags = definitions["flags"]
    client = Client("phc_oracle", send=False, enable_local_evaluation=False)
    client.feature_flags = flags
    client.group_type_mapping = definitions["group_type_mapping"]
    client.cohorts = definitions["cohorts"]
    reasons = sorted(differences.REASONS)
    cases = []
    for number, context in enumerate(generator.contexts):
        verdicts = {flag["key"]: verdict(client, flag, context) for flag in flags}
        undecided = {key: verdict is None for key, verdict in verdicts.items()}
        for flag in flags:
            found = differences.flag(definitions, flag, context | {"undecided": undecided})
            numbers = [reasons.index(reason) for reason in sorted(found)]
            cases.append([flag["id"], number, verdicts[flag["key"]], numbers])
    client.shutdown()
    return {
        "seed": generator.seed,
        "now": generator.values.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "definitions": definitions,
        "contexts": generator.contexts,
        "reasons": reasons,
        "cases": cases,
    }


def verdict(client: Client, flag: Definition, context: Definition) -> bool | str | None:
    """True, false or a variant; None when the SDK would ask the server."""
    try:
        _, groups = client._add_local_person_and_group_properties(context["groups"], {}, context["group_properties"])
        return client._compute_flag_locally(
            flag,
            context["distinct_id"],
            groups=context["groups"],
            person_properties={"distinct_id": context["distinct_id"], **context["person_properties"]},
            group_properties=groups,
            warn_on_unknown_groups=False,
            device_id=context.get("device_id"),
        )
    except (InconclusiveMatchError, RequiresServerEvaluation):
        return None
    except TypeError:
        # Comparing null or a text with a number ends the SDK's evaluation.
        return None

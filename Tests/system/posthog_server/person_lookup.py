"""Which person a path or a parameter names."""

import re

from posthog_server.errors import ApiError, not_found
from posthog_server.persons import Person
from posthog_server.private_api import Call

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def find(call: Call, text: str) -> Person:
    """By number or UUID; a distinct id is refused with a hint."""
    if not text.isdigit() and not _UUID.fullmatch(text):
        detail = (
            f"The ID provided does not look like a personID. If you are using a distinctId, "
            f"please use /persons?distinct_id={text} instead."
        )
        raise ApiError(400, "invalid_input", detail)
    person = call.project.persons.find(text.lower())
    if person is None:
        raise not_found("Person not found.")
    return person

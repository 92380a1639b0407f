"""A client that comes back when it is told to, as a person would."""

import time

import httpx

#: The longest a lookup is put off: PostHog's budget of queries is one of a minute.
LONGEST_SECONDS = 90


class PatientTransport(httpx.HTTPTransport):
    """Repeats a lookup that was put off, after as many seconds as `Retry-After` says."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        deadline = time.monotonic() + LONGEST_SECONDS
        while True:
            response = super().handle_request(request)
            is_lookup = request.method == "GET" and request.url.path.startswith("/api/analytics/")
            if not is_lookup or response.status_code != 503 or time.monotonic() > deadline:
                return response
            response.close()
            time.sleep(int(response.headers["Retry-After"]))

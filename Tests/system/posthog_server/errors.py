"""The shapes of PostHog's errors: the private API's JSON, two older ones of flag actions, plain text, and nothing."""

from typing import Any

from starlette.responses import JSONResponse, PlainTextResponse, Response


class ApiError(Exception):
    """The private API's shape; `type` follows from the status unless given."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        attr: str | None = None,
        type_name: str | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.body: dict[str, Any] = {
            "type": type_name or _type_of(status, code),
            "code": code,
            "detail": detail,
            "attr": attr,
        }
        if extra:
            self.body["extra"] = extra

    def response(self) -> Response:
        return JSONResponse(self.body, self.status)


class TextError(Exception):
    """The shape of capture and `/flags`."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text

    def response(self) -> Response:
        return PlainTextResponse(self.text, self.status)


class ActionError(Exception):
    """The shape of flag actions: `{"error": …}`, with `success` for some."""

    def __init__(self, status: int, error: str, with_success: bool = False) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"success": False, "error": error} if with_success else {"error": error}

    def response(self) -> Response:
        return JSONResponse(self.body, self.status)


class EmptyError(Exception):
    """A status and no body."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status

    def response(self) -> Response:
        return Response(status_code=self.status)


def _type_of(status: int, code: str) -> str:
    if status in (401, 403):
        return "authentication_error"
    if status == 429:
        return "throttled_error"
    if status in (404, 405, 406, 415) or code == "parse_error":
        return "invalid_request"
    return "validation_error" if status == 400 else "server_error"


def invalid(detail: str, attr: str | None = None, code: str = "invalid_input") -> ApiError:
    return ApiError(400, code, detail, attr)


def required(attr: str) -> ApiError:
    return ApiError(400, "required", "This field is required.", attr)


def not_found(detail: str = "Not found.") -> ApiError:
    return ApiError(404, "not_found", detail)


def throttled(seconds: int) -> ApiError:
    plural = "" if seconds == 1 else "s"
    return ApiError(429, "throttled", f"Request was throttled. Expected available in {seconds} second{plural}.")

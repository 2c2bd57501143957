"""One shape for every error: `application/problem+json` (RFC 9457) with a stable `code`."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.api.problems import problem_body
from app.domain.scrubbing import Scrubber
from app.errors import AuteurError, DiskFull, NotWritable

log = structlog.get_logger()

_CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    411: "length_required",
    413: "too_large",
    415: "wrong_type",
}
_TITLES = {
    400: "Bad request",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    413: "Too large",
    415: "Unsupported media type",
}


def problem(
    request: Request,
    status: int,
    code: str,
    title: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **extra: Any,
) -> JSONResponse:
    scrubber: Scrubber = request.app.state.scrubber
    body = problem_body(request.url.path, status, code, title, scrubber.text(detail), **scrubber.value(extra))
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def install_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(AuteurError)
    def known(request: Request, error: AuteurError) -> JSONResponse:
        headers = {"Retry-After": "2"} if error.status in (423, 503) else None
        return problem(request, error.status, error.code, error.title, error.detail, headers, **error.extra)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        found = error.errors()
        errors = [{"loc": list(e["loc"][1:] or e["loc"]), "msg": e["msg"]} for e in found]
        if any(e["loc"][0] == "path" for e in found):
            return problem(request, 404, "not_found", "Not found", "There is nothing with that id.")
        if any(e["type"] == "json_invalid" for e in found):
            return problem(request, 400, "bad_json", "Bad request", "The body is not valid JSON.", errors=errors)
        where = ".".join(str(part) for part in errors[0]["loc"])
        return problem(request, 422, "invalid", "Not valid", f"{where}: {errors[0]['msg']}.", errors=errors)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        status = error.status_code
        title = _TITLES.get(status, "Error")
        return problem(request, status, _CODES.get(status, "error"), title, str(error.detail) or title, error.headers)

    @app.exception_handler(OSError)
    def storage(request: Request, error: OSError) -> JSONResponse:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return known(request, DiskFull())
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            return known(request, NotWritable())
        return unexpected(request, error)

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("request failed", action="request", path=request.url.path, exc_info=error)
        return problem(
            request, 500, "internal", "Internal error", "Something went wrong in the studio; its log says what."
        )

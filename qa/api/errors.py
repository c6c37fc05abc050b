"""The one shape in which the API tells of an error: ``{"error": {"type", "message"}}``."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from ...corpus.errors import (
    BusyError,
    DocumentError,
    Language,
    LlmError,
    NoSuchDocumentError,
    QuestionError,
    YinwenError,
)
from .language import heard


class ApiError(YinwenError):
    """An error of the request itself.

    Args:
        status: The HTTP status.
        kind: The error's ``type``.
        zh: The sentence in Chinese.
        en: The same sentence in English.
        headers: To send with it.
    """

    def __init__(self, status: int, kind: str, zh: str, en: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(zh, en)
        self.status, self.kind, self.headers = status, kind, headers or {}


# The first class that fits; what is none of them is the library's own trouble.
_KINDS: tuple[tuple[type[YinwenError], int, str], ...] = (
    (NoSuchDocumentError, 404, "not_found"),
    (QuestionError, 400, "bad_question"),
    (DocumentError, 400, "bad_document"),
    (LlmError, 400, "llm_unavailable"),
    (BusyError, 503, "library_busy"),
    (YinwenError, 500, "library_error"),
)


def error_to_json(error: YinwenError, language: Language) -> dict[str, Any]:
    """The error as it is sent."""
    return {"error": {"type": _kind(error)[1], "message": error.message(language)}}


def error_response(error: YinwenError, language: Language) -> JSONResponse:
    """The error with its status and headers."""
    headers = dict(error.headers) if isinstance(error, ApiError) else {}
    if isinstance(error, BusyError):
        headers["retry-after"] = "1"
    return JSONResponse(error_to_json(error, language), _kind(error)[0], headers)


def _kind(error: YinwenError) -> tuple[int, str]:
    if isinstance(error, ApiError):
        return error.status, error.kind
    return next((status, kind) for known, status, kind in _KINDS if isinstance(error, known))


def add_handlers(app: FastAPI) -> None:
    """Gives every error of the application's own routes this shape."""

    async def told(request: Request, error: Exception) -> JSONResponse:
        return error_response(_meant(error, request), heard(request))

    for kind in (YinwenError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, told)


def _meant(error: Exception, request: Request) -> YinwenError:
    if isinstance(error, YinwenError):
        return error
    if isinstance(error, RequestValidationError):
        return _invalid(error, request)
    if isinstance(error, HTTPException):
        return _http(error, request)
    return ApiError(
        500,
        "internal_error",
        "服务器出错了，没有回答；请查看服务器的日志。",
        "The server failed and gave no answer; its log says why.",
    )


def _invalid(error: RequestValidationError, request: Request) -> ApiError:
    first = error.errors()[0]
    if first["loc"] == ("body",) and "json" not in request.headers.get("content-type", ""):
        return ApiError(
            415,
            "not_json",
            "正文应当是 JSON；请加上请求头 Content-Type: application/json。",
            "The body should be JSON; send the header Content-Type: application/json.",
        )
    place = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
    place = place.encode("utf-8", "replace").decode()  # a name out of JSON may hold half a character
    return ApiError(
        422,
        "invalid_request",
        f"请求里的 {place} 不对（{first['msg']}）；请对照 README 里的接口说明修改。",
        f"The request's {place} is wrong ({first['msg']}); see the API's section of the README.",
    )


def _http(error: HTTPException, request: Request) -> ApiError:
    method, path = request.method, request.url.path
    headers = dict(error.headers or {})
    if error.status_code in (404, 405):
        return no_such_address(method, path, error.status_code, headers)
    if error.status_code == 413:
        return ApiError(
            413,
            "too_large",
            "请求太大；最多 1 MB，请分成几次发送。",
            "The request is too large; send at most 1 MB, in several requests if need be.",
            headers,
        )
    return ApiError(
        error.status_code,
        "bad_request",
        "请求读不懂；正文应当是 UTF-8 的 JSON。",
        "The request can't be read; its body should be JSON in UTF-8.",
        headers,
    )


def no_such_address(method: str, path: str, status: int = 404, headers: dict[str, str] | None = None) -> ApiError:
    """The error for an address, or a method of it, that the API does not have."""
    return ApiError(
        status,
        "not_found" if status == 404 else "method_not_allowed",
        f"没有 {method} {path} 这个接口；README 里列出了全部接口。",
        f"There is no {method} {path}; the README lists the API's addresses.",
        headers,
    )

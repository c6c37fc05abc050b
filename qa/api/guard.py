"""Who may use the API, and how much one request may carry."""

import hmac
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import ApiError, error_response
from .language import heard

BODY_LIMIT = 1 << 20
"""Bytes of a request's body."""
_GUARDED = ("/api/", "/v1/")
_READING = ("GET", "HEAD")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Guard:
    """Checks key, origin and size of every request to ``/api`` and ``/v1``; others pass.

    Args:
        app: What is guarded.
        key: What ``Authorization: Bearer`` must carry; None lets everybody in.
        loopback: Whether the server is bound to this machine alone. A page of another site, open in the user's browser,
            can send requests here too; those that could change something or cost time are refused. A server that others
            can reach changes no documents unless it has a key.
    """

    def __init__(self, app: ASGIApp, key: str | None, loopback: bool) -> None:
        self.app, self._key, self._loopback = app, key, loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http" or not scope["path"].startswith(_GUARDED):
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        refusal = self._refusal(request, scope["method"])
        if refusal is not None:
            await error_response(refusal, heard(request))(scope, receive, send)
            return
        await self.app(scope, _limited(receive), send)

    def _refusal(self, request: HTTPConnection, method: str) -> ApiError | None:
        origin = request.headers.get("origin")
        if self._loopback and origin is not None and method not in _READING and not _own(origin, request):
            return ApiError(
                403,
                "foreign_origin",
                "别的网站不能向本机的引文发请求；请从引文自己的网页或程序里发送。",
                "Another site can't send requests to this machine's yinwen; send them from its own page or a program.",
            )
        if self._key is not None and not _holds(request.headers.get("authorization", ""), self._key):
            return ApiError(
                401,
                "unauthorized",
                "密钥缺失或不对；请在请求头里加上 Authorization: Bearer 密钥（服务器的 YINWEN_API_KEY）。",
                "The key is missing or wrong; send the header Authorization: Bearer KEY (the server's YINWEN_API_KEY).",
                {"www-authenticate": "Bearer"},
            )
        if (
            self._key is None
            and not self._loopback
            and method not in _READING
            and request.url.path.startswith("/api/documents")
        ):
            return ApiError(
                403,
                "key_needed",
                "这台服务器对外开放，没有密钥不能改动文件；请在服务器上设置 YINWEN_API_KEY 后重新启动。",
                "This server is open to others: without a key no documents are changed; set YINWEN_API_KEY and restart it.",
            )
        return None


def _own(origin: str, request: HTTPConnection) -> bool:
    """Whether an ``Origin`` is this server's own page: the same name and port, and a name of this machine."""
    try:
        parts = urlsplit(origin)
        return parts.netloc == request.headers.get("host") and parts.hostname in _LOOPBACK
    except ValueError:
        return False


def _holds(authorization: str, key: str) -> bool:
    scheme, _, given = authorization.partition(" ")
    # Header values come as Latin-1; bytes are compared, in a time that does not tell where they part.
    return hmac.compare_digest(given.strip().encode("latin-1"), key.encode()) and scheme.lower() == "bearer"


def _limited(receive: Receive) -> Receive:
    """Hands the body on until it grows past the limit."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > BODY_LIMIT:
            raise HTTPException(413)
        return message

    return counted

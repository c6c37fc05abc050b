"""In which language a client is told something."""

from starlette.requests import HTTPConnection

from ...corpus.errors import Language


def spoken(request: HTTPConnection, named: Language | None) -> Language:
    """The language that the request's body names, else that of its headers; its errors are told in it too."""
    request.state.language = named or heard(request)
    return heard(request)


def heard(request: HTTPConnection) -> Language:
    """The language of a request: what ``spoken`` settled, else ``Accept-Language``, else the server's."""
    settled: Language | None = getattr(request.state, "language", None)
    if settled:
        return settled
    wishes = [_wish(part) for part in request.headers.get("accept-language", "").split(",")]
    for weight, name in sorted(wishes, key=lambda wish: -wish[0]):
        if weight > 0 and name in ("zh", "en"):
            return "zh" if name == "zh" else "en"
    server: Language = getattr(request.app.state, "language", "zh")
    return server


def _wish(part: str) -> tuple[float, str]:
    """``en-GB;q=0.8`` as its weight and the language's first subtag."""
    tag, _, weight = part.partition(";")
    try:
        value = float(weight.partition("=")[2] or 1)
    except ValueError:
        value = 0.0
    return value, tag.strip().lower().split("-")[0]
